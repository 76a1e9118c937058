/**
 * Measures chat servers side by side: threadline, plain `net`, ngircd, InspIRCd. See README.md for the figures.
 *
 * Usage: node tools/bench/src/chat.ts [--quick] [--rounds N] [--seconds N] [--warm-up N]
 *        [--only CASE,…] [--peers NAME,…] [--json FILE]
 */
import { cases } from './chat/cases.ts';
import { goals } from './chat/goals.ts';
import { chatPeers, peerNames } from './chat/peers.ts';
import { readOptions } from './side-by-side/options.ts';
import { runBenchmark } from './side-by-side/run-benchmark.ts';

await runBenchmark({
  name: 'chat',
  options: readOptions(process.argv.slice(2), {
    name: 'chat',
    cases,
    peers: peerNames,
    rounds: 3,
    seconds: 1.5,
    warmUpSeconds: 1.5,
    maxLoadProcesses: 1,
  }),
  cases,
  goals,
  packages: ['@threadline/server', '@threadline/chat'],
  peers: chatPeers,
});
