import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { LoadProcess } from '../load/load-process.ts';
import { Latencies, median } from '../side-by-side/statistics.ts';
import { EchoAndAccounts } from './echo-and-accounts.ts';
import { type Measurement, type MeasureOptions, rounded } from './measurement.ts';

const clients = 16;
/** Passwords hashed at once. */
const concurrencies = [0, 1, 2] as const;
/** The default of `openAccounts()`, to which the goal applies. */
const defaultConcurrency = availableParallelism() > 2 ? 2 : 1;

interface Phase {
  readonly p99Ms: number;
  readonly loginsPerSecond: number;
}

/**
 * Measures the rate of continuous logins in the process that serves the echo clients, and their effect on the latency
 * of the echo. Each round measures every concurrency in turn; ratios are taken within a round.
 */
export async function measureLoginsBesideEcho({ quick }: MeasureOptions): Promise<Measurement[]> {
  await using server = await EchoAndAccounts.start();
  const effort = quick ? { warmUpMs: 300, forMs: 500 } : { warmUpMs: 2_000, forMs: 3_000 };
  // Warm-up: every thread compiles its code. The result is discarded.
  await measurePhase(server, 2, effort);
  const phases = new Map<number, Phase[]>(concurrencies.map((count) => [count, []]));
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    for (const concurrency of concurrencies) {
      phases.get(concurrency)?.push(await measurePhase(server, concurrency, effort));
    }
  }
  const quiet = phases.get(0) ?? [];
  return concurrencies.flatMap((count) => results(count, phases.get(count) ?? [], quiet));
}

async function measurePhase(
  server: EchoAndAccounts,
  concurrency: number,
  { warmUpMs, forMs }: { warmUpMs: number; forMs: number },
): Promise<Phase> {
  server.logIn(concurrency);
  await using load = new LoadProcess({
    type: 'round-trips',
    port: server.port,
    clients,
    bytes: 64,
  });
  await load.report('ready', 30_000);
  await pause(warmUpMs);
  const before = await server.status();
  if (before.threads !== clients) {
    throw new Error(`Expected a thread for each of ${clients} clients, got ${before.threads}`);
  }
  load.send('measure');
  await pause(forMs);
  load.send('stop');
  const { logins, atMs } = await server.status();
  const { latencies } = await load.report('counted', 10_000);
  return {
    p99Ms: new Latencies(latencies).percentileUs(0.99) / 1_000,
    loginsPerSecond: ((logins - before.logins) * 1_000) / (atMs - before.atMs),
  };
}

function results(
  concurrency: number,
  phases: readonly Phase[],
  quiet: readonly Phase[],
): Measurement[] {
  const subject = `p99 of ${clients} echo clients`;
  const p99 = median(phases.map(({ p99Ms }) => p99Ms));
  if (concurrency === 0) return [{ name: `${subject}, quiet`, value: rounded(p99), unit: 'ms' }];
  const beside = `${concurrency} concurrent ${concurrency === 1 ? 'login' : 'logins'}`;
  const ratio = median(phases.map(({ p99Ms }, round) => p99Ms / (quiet[round]?.p99Ms ?? 0)));
  const rate = median(phases.map(({ loginsPerSecond }) => loginsPerSecond));
  return [
    { name: `${subject}, ${beside}`, value: rounded(p99), unit: 'ms' },
    {
      name: `${subject}, ${beside} ÷ quiet`,
      value: rounded(ratio),
      unit: '×',
      ...(concurrency === defaultConcurrency && { atMost: 2 }),
    },
    {
      name: `logins per second, ${beside}, with ${clients} echo clients`,
      value: rounded(rate),
      unit: '/s',
    },
  ];
}
