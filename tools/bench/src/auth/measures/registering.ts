import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import { writeAccounts } from '../write-accounts.ts';
import { rounded, timed } from '../measurement.ts';
import type { Measurement, MeasureOptions } from '../measurement.ts';

/** Registers one after the other and all at once, into an empty file and into one of 10,000 accounts. */
export async function measureRegistering(options: MeasureOptions): Promise<Measurement[]> {
  const count = options.quick ? 20 : 200;
  const results: Measurement[] = [];
  for (const existing of [0, 10_000]) {
    const path = join(options.folder, `registering-${existing}`);
    await writeAccounts(path, existing);
    // Hashes that cost nothing: what is measured is the file.
    await using accounts = await openAccounts(path, { memoryKiB: 8, passes: 1, throttle: false });
    const register = (name: string) => accounts.register(name, 'correct horse');
    const inTurn = await timed(async () => {
      for (let i = 0; i < count; i += 1) await register(`turn${i}`);
    });
    const atOnce = await timed(() => {
      return Promise.all(Array.from({ length: count }, (_, i) => register(`once${i}`)));
    });
    results.push(
      result(`register into ${existing} accounts, in turn, each`, inTurn / count),
      result(`register into ${existing} accounts, ${count} at once, each`, atOnce / count),
    );
  }
  return results;
}

function result(name: string, ms: number): Measurement {
  return { name, value: rounded(ms), unit: 'ms' };
}
