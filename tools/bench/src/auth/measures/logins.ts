import { openAccounts } from '@threadline/auth';
import { ratePerSecond, rounded } from '../measurement.ts';
import type { Measurement, MeasureOptions } from '../measurement.ts';

/** Log-ins with hashes at their full cost, of which two run at once. */
export async function measureLogins({ quick }: MeasureOptions): Promise<Measurement[]> {
  await using accounts = await openAccounts(':memory:');
  await accounts.register('alice', 'correct horse');
  const rate = await ratePerSecond(
    () => accounts.verify('alice', 'correct horse', { address: '10.0.0.1' }),
    { atOnce: 8, forMs: quick ? 500 : 5_000 },
  );
  return [{ name: 'log in by password (argon2id 19 MiB, t=2)', value: rounded(rate), unit: '/s' }];
}
