import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import { writeAccounts } from '../write-accounts.ts';
import { ratePerSecond, rounded } from '../measurement.ts';
import type { Measurement, MeasureOptions } from '../measurement.ts';

/** Resumes sessions of 100 accounts among 10,000, each from an address of its own. */
export async function measureResuming(options: MeasureOptions): Promise<Measurement[]> {
  const path = join(options.folder, 'resuming');
  await writeAccounts(path, 10_000);
  await using accounts = await openAccounts(path);
  const names = Array.from({ length: 100 }, (_, index) => `user${index}`);
  const tokens = await Promise.all(names.map((name) => accounts.issueToken(name)));
  const rate = await ratePerSecond(
    (index) => {
      const which = index % tokens.length;
      return accounts.resume(tokens[which]?.token ?? '', { address: `10.1.0.${which}` });
    },
    { atOnce: 64, forMs: options.quick ? 200 : 2_000 },
  );
  return [{ name: 'resume by token, 10000 accounts', value: rounded(rate), unit: '/s' }];
}
