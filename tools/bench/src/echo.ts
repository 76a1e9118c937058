/**
 * Measures echo servers side by side: threadline, plain `net`, Python's ThreadingTCPServer, Go. README.md says what
 * the figures mean.
 *
 * Usage: node tools/bench/src/echo.ts [--rounds N] [--seconds N] [--warm-up N] [--load-processes N]
 *        [--only CASE,…] [--peers NAME,…] [--json FILE]
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseTable } from './echo/case-table.ts';
import { cases } from './echo/cases.ts';
import { killChildren } from './echo/child.ts';
import { judge } from './echo/goals.ts';
import { machine } from './echo/machine.ts';
import { readOptions } from './echo/options.ts';
import { findPeers, type Peer } from './echo/peers.ts';
import { runRounds } from './echo/rounds.ts';
import { verdictTable } from './echo/verdict-table.ts';

const options = readOptions(
  process.argv.slice(2),
  cases.map(({ name }) => name),
);
expectBuilt();
const chosen = cases.filter(({ name }) => options.only.includes(name));
const facts = machine();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    progress(`${signal}: stopping`);
    interrupted.abort();
    killChildren();
  });
}
process.on('exit', killChildren);

const folder = await mkdtemp(join(tmpdir(), 'threadline-bench-echo-'));
try {
  const peers = findPeers(options.peers, folder, (name, reason) =>
    progress(`peer ${name} skipped: ${reason}`),
  );
  progress(`${facts.date}: ${facts.cores} cores, ${facts.processor}, ${facts.system}`);
  for (const { name, about } of peers) progress(`peer ${name}: ${about}`);
  const { seconds, warmUpSeconds, loadProcesses } = options;
  const { results, failures } = await runRounds({
    cases: chosen,
    peers,
    rounds: options.rounds,
    effort: { seconds, warmUpSeconds, loadProcesses },
    progress,
    signal: interrupted.signal,
  });
  if (interrupted.signal.aborted) {
    process.exitCode = 130;
  } else {
    const verdicts = judge(results);
    printTables(peers, results);
    console.log(`\nGoals\n\n${verdictTable(verdicts)}`);
    for (const failure of failures) console.log(failure);
    const about = peers.map(({ name, about }) => ({ name, about }));
    const document = {
      machine: facts,
      options,
      peers: about,
      verdicts,
      failures,
      samples: results.samples,
    };
    const file = resolve(options.json);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
    progress(`written to ${file}`);
    if (failures.length > 0) process.exitCode = 1;
  }
} finally {
  killChildren();
  await rm(folder, { recursive: true, force: true });
}

function printTables(peers: readonly Peer[], results: Parameters<typeof judge>[0]): void {
  console.log(
    `\n${facts.date}, Node ${facts.node}, ${facts.system}, ${facts.cores} cores (${facts.processor}), load before ${facts.loadBefore.toFixed(2)}`,
  );
  console.log(
    `${options.rounds} rounds of ${options.seconds} s after ${options.warmUpSeconds} s to warm up, load from ${options.loadProcesses} process(es) per measurement, all on 127.0.0.1`,
  );
  console.log('median (min–max) of the rounds; "/ net" is threadline ÷ net within each round');
  for (const { name, about } of peers) console.log(`${name}: ${about}`);
  for (const { name, about } of chosen) {
    const text = caseTable(
      results,
      name,
      peers.map((peer) => peer.name),
    );
    if (text !== undefined) console.log(`\n${name}: ${about}\n\n${text}`);
  }
}

/** What users install is measured: what was built, not the source. */
function expectBuilt(): void {
  for (const name of ['@threadline/server', '@threadline/echo']) {
    const path = fileURLToPath(import.meta.resolve(name));
    if (!path.includes('/dist/') || !existsSync(path))
      throw new Error(`Cannot measure ${name}: "${path}" is not built, or the source`);
  }
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
