import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beginningsOf, namesOf, numberOf } from '../side-by-side/option-values.ts';
import type { RunOptions } from '../side-by-side/run-benchmark.ts';
import { peerNames, type PeerName } from './peers.ts';

/** What the command line asks for. */
export type Options = RunOptions<PeerName>;

/** Reads the command line. `only` takes names of cases and beginnings of them. @throws {Error} for what makes no sense */
export function readOptions(
  args: readonly string[],
  cases: readonly { readonly name: string; readonly extra?: boolean }[],
): Options {
  const names = cases.map(({ name }) => name);
  const usual = cases.filter(({ extra }) => extra !== true).map(({ name }) => name);
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '4' },
      'load-processes': { type: 'string', default: '1' },
      only: { type: 'string' },
      peers: { type: 'string', default: peerNames.join(',') },
      json: {
        type: 'string',
        default: join(import.meta.dirname, '../../results/echo.json'),
      },
    },
  });
  return {
    rounds: numberOf('rounds', values.rounds, 1, 100, true),
    seconds: numberOf('seconds', values.seconds, 0.2, 60, false),
    warmUpSeconds: numberOf('warm-up', values['warm-up'], 0, 60, false),
    loadProcesses: numberOf('load-processes', values['load-processes'], 1, 8, true),
    only: values.only === undefined ? usual : beginningsOf('only', values.only, names),
    peers: namesOf('peers', values.peers, peerNames),
    json: values.json,
  };
}
