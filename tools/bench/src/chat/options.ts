import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beginningsOf, namesOf, numberOf } from '../side-by-side/option-values.ts';
import type { RunOptions } from '../side-by-side/run-benchmark.ts';
import { type PeerName, peerNames } from './peers.ts';

/** A case, as far as the options tell cases apart. */
interface Named {
  readonly name: string;
  readonly once?: boolean;
  readonly extra?: boolean;
}

/**
 * Reads the command line. `only` takes names of cases and beginnings of them; `quick` is one short round of the cases
 * that goals stand on.
 *
 * @throws {Error} for what makes no sense
 */
export function readOptions(
  args: readonly string[],
  cases: readonly Named[],
): RunOptions<PeerName> {
  const quick = args.includes('--quick');
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string', default: quick ? '1' : '3' },
      seconds: { type: 'string', default: quick ? '1' : '1.5' },
      'warm-up': { type: 'string', default: quick ? '1' : '1.5' },
      only: { type: 'string' },
      peers: { type: 'string', default: peerNames.join(',') },
      json: {
        type: 'string',
        default: join(import.meta.dirname, '../../results/chat.json'),
      },
    },
  });
  const names = cases.map(({ name }) => name);
  const chosen = cases
    .filter(({ once, extra }) => extra !== true && !(quick && once === true))
    .map(({ name }) => name);
  return {
    rounds: numberOf('rounds', values.rounds, 1, 100, true),
    seconds: numberOf('seconds', values.seconds, 0.2, 60, false),
    warmUpSeconds: numberOf('warm-up', values['warm-up'], 0, 60, false),
    loadProcesses: 1,
    only: values.only === undefined ? chosen : beginningsOf('only', values.only, names),
    peers: namesOf('peers', values.peers, peerNames),
    json: values.json,
  };
}
