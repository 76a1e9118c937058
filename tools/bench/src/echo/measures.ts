import { setTimeout as pause } from 'node:timers/promises';
import {
  checkPlacing,
  coresUsed,
  type Placing,
  readClocks,
  type ServerProcess,
} from '../side-by-side/server-process.ts';
import type { Measured } from '../side-by-side/results.ts';
import { Latencies, percentile } from '../side-by-side/statistics.ts';
import { LoadProcess } from '../load/load-process.ts';
import type { LoadPlan } from '../load/plan.ts';
import type { Measure } from '../side-by-side/rounds.ts';

/** What to do once the load is on and everything is warm. */
interface ThroughputOptions {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Called before the counting starts: the place to look whether the server does what is to be measured. */
  readonly check: () => Promise<void>;
}

/**
 * Runs load against a server: warms up, then counts for a while. The load goes on all the time, so that what is
 * counted is neither its beginning nor its end.
 */
async function throughput(
  server: ServerProcess,
  plans: readonly LoadPlan[],
  { warmUpSeconds, seconds, check }: ThroughputOptions,
): Promise<Measured> {
  await using stack = new AsyncDisposableStack();
  const loads = plans.map((plan) => stack.use(new LoadProcess(plan)));
  await Promise.all(loads.map((load) => load.report('ready', 30_000)));
  await pause(warmUpSeconds * 1000);
  await check();

  const before = readClocks(server);
  for (const load of loads) load.send('measure');
  await pause(seconds * 1000);
  const after = readClocks(server);
  for (const load of loads) load.send('stop');
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

/** Round trips of some clients that each have one message under way. */
export function roundTrips(clients: number, bytes: number): (placing?: Placing) => Measure {
  return (placing) => async (server, effort) => {
    const processes = Math.min(effort.loadProcesses, clients);
    const plans = Array.from({ length: processes }, (_, index) => ({
      type: 'round-trips' as const,
      port: server.port,
      bytes,
      clients: Math.floor((clients + index) / processes),
    }));
    const { seconds, warmUpSeconds } = effort;
    const check = (): Promise<void> => checkPlacing(server, clients, placing);
    return await throughput(server, plans, { seconds, warmUpSeconds, check });
  };
}

/** Each thread has to compile the same code for itself, and each sees a sixteenth of the clients. */
const warmUpFactor = 3;

/** How many clients come, get one echo and go in a second, so many at a time. */
export function churn(atOnce: number): Measure {
  return (server, { seconds, warmUpSeconds, loadProcesses }) => {
    const plans = Array.from({ length: loadProcesses }, (_, index) => ({
      type: 'churn' as const,
      port: server.port,
      atOnce: Math.floor((atOnce + index) / loadProcesses),
    }));
    const check = async (): Promise<void> => {};
    return throughput(server, plans, {
      seconds,
      warmUpSeconds: warmUpSeconds * warmUpFactor,
      check,
    });
  };
}

/** Time for a server to come to rest, with its spare threads started. */
const settleMs = 1500;
const timeoutMs = 90_000;

/** Resident memory with so many idle clients, and how much each of them added. */
export function idleMemory(clients: number): Measure {
  return async (server) => {
    await pause(settleMs);
    const before = server.rssMb();
    await using load = new LoadProcess({ type: 'idle', port: server.port, clients });
    await load.report('ready', timeoutMs);
    await pause(settleMs);
    const rss = server.rssMb();
    return { rss, perClient: (rss - before) / clients };
  };
}

const firstEchoTimeoutMs = 60_000;

/** Time from connecting to the first echo, one client at a time. */
export function connects(plan: { count: number; pauseMs: number; stay: boolean }): Measure {
  return ({ port }) => firstEchoes({ type: 'connects', port, warmUps: 500, ...plan }, false);
}

/** Time from connecting to the first echo, of many clients that come in the same moment. */
export function burst(count: number): Measure {
  return ({ port }) => firstEchoes({ type: 'burst', port, warmUps: 500, count }, true);
}

async function firstEchoes(plan: LoadPlan, together: boolean): Promise<Measured> {
  await using load = new LoadProcess(plan);
  const { milliseconds, allMs } = await load.report('first-echoes', firstEchoTimeoutMs);
  return {
    p50: percentile(milliseconds, 0.5) * 1000,
    p99: percentile(milliseconds, 0.99) * 1000,
    ...(together ? { all: allMs } : {}),
  };
}
