import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import { median } from '../../side-by-side/statistics.ts';
import { rounded, timed } from '../measurement.ts';
import type { Measurement, MeasureOptions } from '../measurement.ts';
import { writeAccounts } from '../write-accounts.ts';

const goal = { unit: 's', atMost: 1 } as const;

/** Opens a large file a few times: first in a process that has not opened any, as a server does. */
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
