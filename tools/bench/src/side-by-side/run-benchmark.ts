import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, type RoundsOutcome, runRounds } from './rounds.ts';
import { caseTable, verdictTable } from './tables.ts';
import { killChildren } from './child.ts';
import type { RunOptions } from './options.ts';
import { type Goal, judge } from './results.ts';
import { machine } from './machine.ts';
import { findPeers, type Peer } from './peer.ts';

/** A benchmark of several servers side by side. */
interface Benchmark<PeerName extends string, Options> {
  /** Part of the name of the temporary folder. */
  readonly name: string;
  readonly options: RunOptions<PeerName>;
  readonly cases: readonly Case<Options>[];
  readonly goals: readonly Goal[];
  /** The packages under test. They must be built. */
  readonly packages: readonly string[];
  /** Returns a function per peer that finds it. Binaries are built in `folder`. */
  readonly peers: (folder: string) => Readonly<Record<PeerName, () => Omit<Peer<Options>, 'name'>>>;
}

const facts = machine();

/**
 * Measures in rounds, prints the tables and the goals, and writes all figures to a file. Sets the exit code. All child
 * processes have exited when this resolves, even if it is interrupted.
 */
export async function runBenchmark<PeerName extends string, Options>(
  benchmark: Benchmark<PeerName, Options>,
): Promise<void> {
  expectBuilt(benchmark.packages);
  const interrupted = stopOnSignals();
  const { options } = benchmark;
  const folder = await mkdtemp(join(tmpdir(), `threadline-bench-${benchmark.name}-`));
  try {
    const peers = findPeers(options.peers, benchmark.peers(folder), (name, reason) =>
      progress(`peer ${name} skipped: ${reason}`),
    );
    const cases = benchmark.cases.filter(({ name }) => options.only.includes(name));
    progress(`${facts.date}: ${facts.cores} cores, ${facts.processor}, ${facts.system}`);
    for (const { name, about } of peers) progress(`peer ${name}: ${about}`);
    const outcome = await runRounds({
      cases,
      peers,
      rounds: options.rounds,
      effort: options,
      progress,
      signal: interrupted,
    });
    if (interrupted.aborted) process.exitCode = 130;
    else await reportOutcome(benchmark, cases, peers, outcome);
  } finally {
    killChildren();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes sure that the built packages are measured, as users install them, not the source. */
function expectBuilt(packages: readonly string[]): void {
  for (const name of packages) {
    const path = fileURLToPath(import.meta.resolve(name));
    if (!path.includes('/dist/') || !existsSync(path))
      throw new Error(`Cannot measure ${name}: "${path}" is not a built package`);
  }
}

function stopOnSignals(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      progress(`${signal}: stopping`);
      interrupted.abort();
      killChildren();
    });
  }
  process.on('exit', killChildren);
  return interrupted.signal;
}

async function reportOutcome<PeerName extends string, Options>(
  { options, goals }: Benchmark<PeerName, Options>,
  cases: readonly Case<Options>[],
  peers: readonly Peer<Options>[],
  { results, failures }: RoundsOutcome,
): Promise<void> {
  const verdicts = judge(results, goals);
  console.log(
    `\n${facts.date}, Node ${facts.node}, ${facts.system}, ${facts.cores} cores (${facts.processor}), load before ${facts.loadBefore.toFixed(2)}`,
  );
  console.log(
    `${options.rounds} rounds of ${options.seconds} s after a warm-up of ${options.warmUpSeconds} s, ${options.loadProcesses} load process(es) per measurement, all on 127.0.0.1`,
  );
  console.log('median (min–max) of the rounds; "/ net" is threadline ÷ net within each round');
  for (const { name, about } of peers) console.log(`${name}: ${about}`);
  for (const { name, about, without } of cases) {
    const measured = peers.map((peer) => peer.name).filter((peer) => !without?.includes(peer));
    const text = caseTable(results, name, measured);
    if (text !== undefined) console.log(`\n${name}: ${about}\n\n${text}`);
  }
  console.log(`\nGoals\n\n${verdictTable(verdicts)}`);
  for (const failure of failures) console.log(failure);
  const file = resolve(options.json);
  await mkdir(dirname(file), { recursive: true });
  const about = peers.map((peer) => ({ name: peer.name, about: peer.about }));
  const { samples } = results;
  const document = { machine: facts, options, peers: about, verdicts, failures, samples };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  progress(`results written to ${file}`);
  if (failures.length > 0) process.exitCode = 1;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
