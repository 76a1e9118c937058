import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** The command line options of a benchmark. */
export interface RunOptions<PeerName extends string = string> {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly loadProcesses: number;
  /** The cases to measure. */
  readonly only: readonly string[];
  readonly peers: readonly PeerName[];
  /** The results file. */
  readonly json: string;
}

/** The cases, peers and defaults of one benchmark. */
interface OptionsDefinition<PeerName extends string> {
  /** The name of the results file. */
  readonly name: string;
  readonly cases: readonly {
    readonly name: string;
    readonly once?: boolean;
    readonly extra?: boolean;
  }[];
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** The maximum of `--load-processes`. */
  readonly maxLoadProcesses: number;
}

/**
 * Parses the command line. `--only` accepts case names and prefixes of them. `--quick` runs one short round without the
 * cases marked `once`. Cases marked `extra` are measured only if `--only` selects them.
 *
 * @throws {Error} for invalid values
 */
export function readOptions<PeerName extends string>(
  args: readonly string[],
  { name, cases, peers, ...defaults }: OptionsDefinition<PeerName>,
): RunOptions<PeerName> {
  const quick = args.includes('--quick');
  const byDefault = (value: number): string => String(quick ? 1 : value);
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string', default: byDefault(defaults.rounds) },
      seconds: { type: 'string', default: byDefault(defaults.seconds) },
      'warm-up': { type: 'string', default: byDefault(defaults.warmUpSeconds) },
      'load-processes': { type: 'string', default: '1' },
      only: { type: 'string' },
      peers: { type: 'string', default: peers.join(',') },
      json: { type: 'string', default: join(import.meta.dirname, `../../results/${name}.json`) },
    },
  });
  const chosen = cases.filter(({ once, extra }) => extra !== true && !(quick && once === true));
  return {
    rounds: readNumber('rounds', values.rounds, { min: 1, max: 100, integer: true }),
    seconds: readNumber('seconds', values.seconds, { min: 0.2, max: 60 }),
    warmUpSeconds: readNumber('warm-up', values['warm-up'], { min: 0, max: 60 }),
    loadProcesses: readNumber('load-processes', values['load-processes'], {
      min: 1,
      max: defaults.maxLoadProcesses,
      integer: true,
    }),
    only: values.only === undefined ? namesOf(chosen) : readPrefixes(values.only, namesOf(cases)),
    peers: readPeers(values.peers, peers),
    json: values.json,
  };
}

function namesOf(cases: readonly { readonly name: string }[]): string[] {
  return cases.map(({ name }) => name);
}

function readPrefixes(text: string, names: readonly string[]): string[] {
  const prefixes = text.split(',');
  for (const prefix of prefixes) {
    if (names.some((name) => name.startsWith(prefix))) continue;
    throw new Error(`Expected \`--only\` to match cases of ${names.join(', ')}, got ${prefix}`);
  }
  return names.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
}

function readPeers<Name extends string>(text: string, names: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`Expected \`--peers\` to be among ${names.join(', ')}, got ${unknown}`);
  return names.filter((name) => wanted.includes(name));
}

function readNumber(
  option: string,
  text: string,
  { min, max, integer = false }: { min: number; max: number; integer?: boolean },
): number {
  const value = Number(text);
  if (text !== '' && value >= min && value <= max && !(integer && !Number.isInteger(value)))
    return value;
  const kind = integer ? 'an integer' : 'a number';
  throw new Error(`Expected \`--${option}\` to be ${kind} from ${min} to ${max}, got ${text}`);
}
