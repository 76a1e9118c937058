import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openAccounts } from '../../src/index.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

const registrar = fileURLToPath(new URL('../fixtures/registrar.ts', import.meta.url));
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));

/** A seeded pseudorandom number generator (mulberry32). */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Registers accounts from `first` on in a process that is killed some time after its first report. Resolves with its last. */
async function registerUntilKilled(file: string, first: number, afterMs: number): Promise<number> {
  const env = { ...process.env, ACCOUNTS: file, FIRST: String(first) };
  using child = spawn(process.execPath, ['--no-warnings', registrar], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await delay(afterMs);
  child.kill('SIGKILL');
  await closed;
  // The last line may be incomplete.
  return Number(said.split('\n').at(-2));
}

test(`Accounts leaves a complete file when its process is killed at any point (seed ${seed})`, async () => {
  using folder = temporaryFolder();
  const next = random(seed);
  let first = 0;
  for (let round = 0; round < 12; round += 1) {
    const last = await registerUntilKilled(folder.file, first, next() * 60);
    await using accounts = await openAccounts(folder.file, fast);
    const names = (await accounts.list()).map(({ name }) => name);
    // All that were reported, in order, and at most the one being registered.
    expect(names.length).toBeGreaterThanOrEqual(last + 1);
    expect(names.length).toBeLessThanOrEqual(last + 2);
    expect(names).toEqual(names.map((_, index) => `name-${index}`));
    first = names.length;
    await accounts.register(`name-${first}`, 'correct horse');
    first += 1;
  }
  expect(readdirSync(folder.path).sort()).toEqual(['accounts', 'accounts.lock']);
});
