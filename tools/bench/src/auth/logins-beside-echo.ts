import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { LoadProcess } from '../load/load-process.ts';
import { Latencies, median } from '../side-by-side/statistics.ts';
import { EchoAndAccounts } from './echo-and-accounts.ts';
import { type Measurement, type MeasureOptions, rounded } from './measurement.ts';

const clients = 16;
/** Log-ins hashed at once: none, one, and two. */
const widths = [0, 1, 2] as const;
/** What accounts do unless told otherwise: the goal is about this. */
const defaultWidth = availableParallelism() > 2 ? 2 : 1;

/** What was counted while so many log-ins at once went on beside the echo clients. */
interface Phase {
  readonly p99Ms: number;
  readonly loginsPerSecond: number;
}

/**
 * Log-ins without a pause beside echo clients, in the same process: how many there are, and what they do to the echo
 * clients' round trips. In each round all widths are measured one right after the other; ratios are taken within it.
 */
export async function measureLoginsBesideEcho({ quick }: MeasureOptions): Promise<Measurement[]> {
  await using server = await EchoAndAccounts.start();
  const effort = quick ? { warmUpMs: 300, forMs: 500 } : { warmUpMs: 2_000, forMs: 3_000 };
  // The server's threads compile what they run; what this gives does not count.
  await measurePhase(server, 2, effort);
  const phases = new Map<number, Phase[]>(widths.map((width) => [width, []]));
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    for (const width of widths) {
      phases.get(width)?.push(await measurePhase(server, width, effort));
    }
  }
  const quiet = phases.get(0) ?? [];
  return widths.flatMap((width) => results(width, phases.get(width) ?? [], quiet));
}

async function measurePhase(
  server: EchoAndAccounts,
  atOnce: number,
  { warmUpMs, forMs }: { warmUpMs: number; forMs: number },
): Promise<Phase> {
  server.logIn(atOnce);
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

function results(width: number, phases: readonly Phase[], quiet: readonly Phase[]): Measurement[] {
  const what = `p99 of ${clients} echo clients`;
  const p99 = median(phases.map(({ p99Ms }) => p99Ms));
  if (width === 0) return [{ name: `${what}, quiet`, value: rounded(p99), unit: 'ms' }];
  const beside = `log-ins ${width} at once`;
  const ratio = median(phases.map(({ p99Ms }, round) => p99Ms / (quiet[round]?.p99Ms ?? 0)));
  const rate = median(phases.map(({ loginsPerSecond }) => loginsPerSecond));
  return [
    { name: `${what}, ${beside}`, value: rounded(p99), unit: 'ms' },
    {
      name: `${what}, ${beside} ÷ quiet`,
      value: rounded(ratio),
      unit: '×',
      ...(width === defaultWidth && { atMost: 2 }),
    },
    { name: `${beside}, beside ${clients} echo clients`, value: rounded(rate), unit: '/s' },
  ];
}
