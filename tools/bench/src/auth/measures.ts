import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { openAccounts } from '@threadline/auth';
import { median } from '../side-by-side/statistics.ts';
import {
  type Measurement,
  type MeasureOptions,
  ratePerSecond,
  rounded,
  timed,
} from './measurement.ts';

const goal = { unit: 's', atMost: 1 } as const;

/** Measures opening a large file: the first, cold time, as when a server starts, and the median of several. */
export async function measureOpening({ folder, quick }: MeasureOptions): Promise<Measurement[]> {
  const count = quick ? 10_000 : 100_000;
  const path = join(folder, 'opening');
  await writeAccounts(path, count);
  const times: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let i = 0; i < 5; i += 1) {
    times.push(await timed(async () => (await openAccounts(path)).close()));
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const [first = Number.NaN] = times;
  return [
    { name: `open ${count} accounts, first time`, value: rounded(first / 1_000), ...goal },
    { name: `open ${count} accounts, median of 5`, value: rounded(median(times) / 1_000), ...goal },
    {
      name: `open ${count} accounts, CPU time, mean of 5`,
      value: rounded((user + system) / 1e6 / times.length),
      unit: 's',
    },
  ];
}

/** Measures registering, sequentially and concurrently, in an empty file and in one with 10,000 accounts. */
export async function measureRegistering(options: MeasureOptions): Promise<Measurement[]> {
  const count = options.quick ? 20 : 200;
  const results: Measurement[] = [];
  for (const existing of [0, 10_000]) {
    const path = join(options.folder, `registering-${existing}`);
    await writeAccounts(path, existing);
    // Cheap hashes, so that the cost of the file dominates.
    await using accounts = await openAccounts(path, { memoryKiB: 8, passes: 1, throttle: false });
    const register = (name: string) => accounts.register(name, 'correct horse');
    const sequentialMs = await timed(async () => {
      for (let i = 0; i < count; i += 1) await register(`turn${i}`);
    });
    const concurrentMs = await timed(() => {
      return Promise.all(Array.from({ length: count }, (_, i) => register(`once${i}`)));
    });
    results.push(
      result(`register into ${existing} accounts, sequential, each`, sequentialMs / count),
      result(`register into ${existing} accounts, ${count} concurrent, each`, concurrentMs / count),
    );
  }
  return results;
}

function result(name: string, ms: number): Measurement {
  return { name, value: rounded(ms), unit: 'ms' };
}

/** Measures resuming sessions by token, for 100 of 10,000 accounts, each from a different address. */
export async function measureResuming(options: MeasureOptions): Promise<Measurement[]> {
  const path = join(options.folder, 'resuming');
  await writeAccounts(path, 10_000);
  await using accounts = await openAccounts(path, { throttle: false });
  const names = Array.from({ length: 100 }, (_, index) => `user${index}`);
  const tokens = await Promise.all(names.map((name) => accounts.issueToken(name)));
  const rate = await ratePerSecond(
    (index) => {
      const which = index % tokens.length;
      return accounts.resume(tokens[which]?.token ?? '', { address: `10.1.0.${which}` });
    },
    { concurrency: 64, forMs: options.quick ? 200 : 2_000 },
  );
  return [{ name: 'resume by token, 10000 accounts', value: rounded(rate), unit: '/s' }];
}

/** Measures logins by password with hashes of the default cost. */
export async function measureLogins({ quick }: MeasureOptions): Promise<Measurement[]> {
  await using accounts = await openAccounts(':memory:', { throttle: false });
  await accounts.register('alice', 'correct horse');
  const rate = await ratePerSecond(
    () => accounts.verify('alice', 'correct horse', { address: '10.0.0.1' }),
    { concurrency: 8, forMs: quick ? 500 : 5_000 },
  );
  return [{ name: 'log in by password (argon2id 19 MiB, t=2)', value: rounded(rate), unit: '/s' }];
}

/** Writes a file with `count` accounts with random salts and hashes; every second one has two tokens. */
async function writeAccounts(path: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => {
    const salt = randomBytes(16).toString('base64').replace(/=+$/, '');
    const hash = randomBytes(32).toString('base64').replace(/=+$/, '');
    const time = new Date(Date.UTC(2026, 0) + index * 1_000).toISOString();
    const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
    const tokens =
      index % 2 === 0 ? '' : ` tokens=${digest(index)}@${time},${digest(-index)}@${time}`;
    const fields = `created=${time} seen=${address}@${time}${tokens}`;
    return `user${index}:$argon2id$v=19$m=19456,t=2,p=1$${salt}$${hash}:${fields}\n`;
  });
  await writeFile(path, lines.join(''), { mode: 0o600 });
}

function digest(index: number): string {
  return createHash('sha256').update(String(index)).digest('base64url');
}
