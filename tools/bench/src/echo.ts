/**
 * Measures echo servers side by side: threadline, plain `net`, Python's ThreadingTCPServer, Go. See README.md * for the figures.
 *
 * Usage: node tools/bench/src/echo.ts [--rounds N] [--seconds N] [--warm-up N] [--load-processes N]
 *        [--only CASE,…] [--peers NAME,…] [--json FILE]
 */
import { cases } from './echo/cases.ts';
import { goals } from './echo/goals.ts';
import { echoPeers, peerNames } from './echo/peers.ts';
import { readOptions } from './side-by-side/options.ts';
import { runBenchmark } from './side-by-side/run-benchmark.ts';

await runBenchmark({
  name: 'echo',
  options: readOptions(process.argv.slice(2), {
    name: 'echo',
    cases,
    peers: peerNames,
    rounds: 5,
    seconds: 3,
    warmUpSeconds: 4,
    maxLoadProcesses: 8,
  }),
  cases,
  goals,
  packages: ['@threadline/server', '@threadline/echo'],
  peers: echoPeers,
});
