import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import { writeAccounts } from './auth-file.ts';
import { median, rounded, timed } from './auth-measurement.ts';
import type { Measurement, MeasureOptions } from './auth-measurement.ts';

/** Opens a large file a few times. */
export async function measureOpening({ folder, quick }: MeasureOptions): Promise<Measurement[]> {
  const count = quick ? 10_000 : 100_000;
  const path = join(folder, 'opening');
  await writeAccounts(path, count);
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    times.push(await timed(async () => (await openAccounts(path)).close()));
  }
  return [
    {
      name: `open ${count} accounts, first time`,
      value: rounded((times[0] ?? Number.NaN) / 1_000),
      unit: 's',
      target: '< 1 s',
    },
    {
      name: `open ${count} accounts, median of 5`,
      value: rounded(median(times) / 1_000),
      unit: 's',
      target: '< 1 s',
    },
  ];
}
