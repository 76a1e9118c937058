import { setTimeout as pause } from 'node:timers/promises';
import { coresUsed, readClocks } from '../../side-by-side/cores-used.ts';
import type { Measured } from '../../side-by-side/figures.ts';
import { Latencies } from '../../side-by-side/latencies.ts';
import { startLoad } from '../start-load.ts';
import type { LoadPlan } from '../load/plan.ts';
import type { ServerProcess } from '../../side-by-side/server-process.ts';

/** What to do once the load is on and everything is warm. */
export interface ThroughputOptions {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Called before the counting starts: the place to look whether the server does what is to be measured. */
  readonly check: () => Promise<void>;
}

/**
 * Runs load against a server: warms up, then counts for a while. The load goes on all the time, so that what is
 * counted is neither its beginning nor its end.
 */
export async function throughput(
  server: ServerProcess,
  plans: readonly LoadPlan[],
  { warmUpSeconds, seconds, check }: ThroughputOptions,
): Promise<Measured> {
  await using stack = new AsyncDisposableStack();
  const loads = plans.map((plan) => stack.use(startLoad(plan)));
  await Promise.all(loads.map((load) => load.report('ready', 30_000)));
  await pause(warmUpSeconds * 1000);
  await check();

  const before = readClocks(server);
  for (const load of loads) load.tell('measure');
  await pause(seconds * 1000);
  const after = readClocks(server);
  for (const load of loads) load.tell('stop');
  const reports = await Promise.all(loads.map((load) => load.report('counted', 10_000)));

  const latencies = new Latencies();
  let rate = 0;
  let loadCores = 0;
  for (const report of reports) {
    const counted = new Latencies(report.latencies);
    rate += counted.total / report.seconds;
    loadCores += report.cpuSeconds / report.seconds;
    latencies.add(report.latencies);
  }
  if (latencies.total === 0) throw new Error('nothing came back while it was counted');
  const cores = coresUsed(before, after, loadCores);
  return {
    rate,
    p50: latencies.percentileUs(0.5),
    p99: latencies.percentileUs(0.99),
    slowest: latencies.percentileUs(1) / 1000,
    cpu: (cores.serverCores / rate) * 1e6,
    ...cores,
  };
}
