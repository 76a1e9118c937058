import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peerNames, type PeerName } from './peers.ts';

/** What the command line asks for. */
export interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly loadProcesses: number;
  /** Names of cases. */
  readonly only: readonly string[];
  readonly peers: readonly PeerName[];
  readonly json: string;
}

/** Reads the command line. `only` takes names of cases and beginnings of them. @throws {Error} for what makes no sense */
export function readOptions(args: readonly string[], caseNames: readonly string[]): Options {
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
    rounds: number('rounds', values.rounds, 1, 100, true),
    seconds: number('seconds', values.seconds, 0.2, 60, false),
    warmUpSeconds: number('warm-up', values['warm-up'], 0, 60, false),
    loadProcesses: number('load-processes', values['load-processes'], 1, 8, true),
    only: chooseCases(values.only, caseNames),
    peers: list('peers', values.peers, peerNames),
    json: values.json,
  };
}

function chooseCases(only: string | undefined, names: readonly string[]): readonly string[] {
  if (only === undefined) return names;
  const beginnings = only.split(',');
  for (const beginning of beginnings) {
    if (!names.some((name) => name.startsWith(beginning)))
      throw new Error(`Expected \`--only\` to name cases of ${names.join(', ')}, got ${beginning}`);
  }
  return names.filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
}

function list<Name extends string>(option: string, text: string, names: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`Expected \`--${option}\` to be of ${names.join(', ')}, got ${unknown}`);
  return names.filter((name) => wanted.includes(name));
}

function number(
  option: string,
  text: string,
  least: number,
  most: number,
  integer: boolean,
): number {
  const value = Number(text);
  if (text === '' || !(value >= least && value <= most) || (integer && !Number.isInteger(value)))
    throw new Error(
      `Expected \`--${option}\` to be ${integer ? 'an integer' : 'a number'} from ${least} to ${most}, got ${text}`,
    );
  return value;
}
