import { setTimeout as pause } from 'node:timers/promises';
import {
  checkPlacement,
  coresUsed,
  type PlacementMode,
  readClocks,
  type ServerProcess,
} from '../side-by-side/server-process.ts';
import type { Measured } from '../side-by-side/results.ts';
import { Latencies, percentile } from '../side-by-side/statistics.ts';
import { LoadProcess } from '../load/load-process.ts';
import type { LoadPlan } from '../load/plan.ts';
import type { Measure } from '../side-by-side/rounds.ts';

interface ThroughputOptions {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Called after the warm-up, to check the state of the server. */
  readonly check: () => Promise<void>;
}

/**
 * Runs load against a server: warms up, then counts for some seconds. The load starts before the counting and ends
 * after it.
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
  if (latencies.total === 0) throw new Error('no echo was received during the measurement');
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

/** Measures round trips of clients that each have one message in flight. */
export function roundTrips(clients: number, bytes: number): (mode?: PlacementMode) => Measure {
  return (mode) => async (server, effort) => {
    const processes = Math.min(effort.loadProcesses, clients);
    const plans = Array.from({ length: processes }, (_, index) => ({
      type: 'round-trips' as const,
      port: server.port,
      bytes,
      clients: Math.floor((clients + index) / processes),
    }));
    const { seconds, warmUpSeconds } = effort;
    const check = (): Promise<void> => checkPlacement(server, clients, mode);
    return await throughput(server, plans, { seconds, warmUpSeconds, check });
  };
}

/** Each of the 16 threads compiles the code separately and serves a sixteenth of the clients. */
const warmUpFactor = 3;

/** Measures how many clients per second connect, receive one echo and close, `concurrency` at a time. */
export function churn(concurrency: number): Measure {
  return (server, { seconds, warmUpSeconds, loadProcesses }) => {
    const plans = Array.from({ length: loadProcesses }, (_, index) => ({
      type: 'churn' as const,
      port: server.port,
      concurrency: Math.floor((concurrency + index) / loadProcesses),
    }));
    const check = async (): Promise<void> => {};
    return throughput(server, plans, {
      seconds,
      warmUpSeconds: warmUpSeconds * warmUpFactor,
      check,
    });
  };
}

/** Time for a server to start its spare threads and become idle. */
const settleMs = 1500;
const timeoutMs = 90_000;

/** Measures resident memory with idle clients, in total and per client. */
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

/** Measures the time from connecting to the first echo, one client at a time. */
export function connects(plan: { count: number; pauseMs: number; stay: boolean }): Measure {
  return ({ port }) => firstEchoes({ type: 'connects', port, warmUps: 500, ...plan }, false);
}

/** Measures the time from connecting to the first echo when many clients connect at once. */
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
