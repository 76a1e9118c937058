import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { openAccounts } from '../../src/index.ts';
import type { Haul } from '../fixtures/hammer.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

const hammer = new URL('../fixtures/hammer.ts', import.meta.url);
const contested = 12;

async function inThread(file: string, id: string): Promise<Haul> {
  const env = { ACCOUNTS: file, HAMMER_ID: id, CONTESTED: String(contested) };
  const [haul] = (await once(new Worker(hammer, { env }), 'message')) as [Haul];
  return haul;
}

async function inProcess(file: string, id: string): Promise<Haul> {
  const env = { ...process.env, ACCOUNTS: file, HAMMER_ID: id, CONTESTED: String(contested) };
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(hammer)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout)) as Haul;
}

test('Accounts of sixteen threads and two processes lose and duplicate nothing in one file', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  const hauls = await Promise.all([
    ...Array.from({ length: 16 }, (_, i) => inThread(folder.file, `t${i}`)),
    ...Array.from({ length: 2 }, (_, i) => inProcess(folder.file, `p${i}`)),
  ]);

  // The object that was open from the start has every change, as has one opened now.
  await using again = await openAccounts(folder.file, fast);
  for (const one of [accounts, again]) {
    const list = await one.list();
    const removed = new Set(hauls.flatMap((haul) => haul.removed));
    const kept = hauls.flatMap(({ own, won }) => [...own, ...won]).filter((n) => !removed.has(n));
    expect(list.map(({ name }) => name).sort()).toEqual(kept.sort());
    expect(hauls.flatMap(({ won }) => won).sort()).toEqual(
      Array.from({ length: contested }, (_, i) => `contested-${i}`).sort(),
    );
    for (const { id, won, tokens } of hauls) {
      for (const name of won) await one.verify(name, `password of ${id}`);
      const [gone, ...alive] = await Promise.allSettled(tokens.map((token) => one.resume(token)));
      expect(gone?.status).toBe('rejected');
      expect(alive.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      expect(list.find(({ name }) => name === `own-${id}-1`)?.roles).toEqual([
        `of-${id}`,
        'operator',
      ]);
    }
  }
});
