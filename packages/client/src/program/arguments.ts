import { parseCommandLine } from '../../../../common/node/command-line.ts';
import { messageOf } from '../../../../common/thrown.ts';
import { type Address, type ConnectionArguments, parseAddress } from './server-address.ts';
import { UsageError } from './usage.ts';

interface CommonArguments extends ConnectionArguments {
  readonly verbose: boolean;
}

/** `threadline [chat]` */
export interface ChatInvocation extends CommonArguments {
  readonly kind: 'chat';
  readonly register: boolean;
  readonly passwordStdin: boolean;
  readonly save: boolean;
  readonly rooms: readonly string[];
  readonly execute: readonly string[];
  readonly waitMs: number;
  readonly plain: boolean;
  readonly json: boolean;
  /** Whether a line from a pipe that begins with a slash is a command. */
  readonly commands: boolean;
  /** Whether pasted lines are sent without confirmation. */
  readonly yes: boolean;
}

/** `threadline echo` */
export interface EchoInvocation extends CommonArguments {
  readonly kind: 'echo';
  /** The number of pings; undefined to echo lines instead. */
  readonly ping: number | undefined;
  readonly size: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** `threadline raw` */
export interface RawInvocation extends CommonArguments {
  readonly kind: 'raw';
}

/** The command line of `threadline`, parsed. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'logout'; readonly address: Address }
  | ChatInvocation
  | EchoInvocation
  | RawInvocation;

const options = {
  register: { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
  'no-save': { type: 'boolean' },
  room: { type: 'string', multiple: true },
  execute: { type: 'string', short: 'x', multiple: true },
  wait: { type: 'string' },
  plain: { type: 'boolean' },
  json: { type: 'boolean' },
  commands: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  verbose: { type: 'boolean', short: 'v' },
  tls: { type: 'boolean' },
  ca: { type: 'string' },
  insecure: { type: 'boolean' },
  ping: { type: 'boolean' },
  size: { type: 'string' },
  interval: { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Options of a single command; those of the connection apply to all. */
const echoOptions = ['ping', 'size', 'interval', 'timeout'] as const;
const chatOptions = [
  'register',
  'password-stdin',
  'no-save',
  'room',
  'execute',
  'wait',
  'plain',
  'json',
  'commands',
  'yes',
] as const;
const defaultPorts = { plain: 6667, tls: 6697 };
const echoPorts = { plain: 7007, tls: 7007 };

/** Parses the command line. @throws {UsageError} */
export function parseArguments(args: readonly string[]): Invocation {
  const { values, positionals } = splitArguments(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [first = ''] = positionals;
  const kind = /^(chat|echo|raw|logout)$/.test(first) ? positionals.shift() : 'chat';
  const inapplicable =
    kind === 'chat'
      ? echoOptions
      : kind === 'echo'
        ? chatOptions
        : [...echoOptions, ...chatOptions];
  const misplaced = inapplicable.find((name) => name in values);
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} does not apply to ${kind}`);
  const ping = values.ping && positionals.length > 1 ? extractCount(positionals) : Infinity;
  const [target, ...rest] = positionals;
  if (target === undefined) throw new UsageError('Expected the address of a server');
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest[0]}" after the address`);
  const tls = values.tls === true || values.insecure === true || values.ca !== undefined;
  const address = parseAddress(target, kind === 'echo' ? echoPorts : defaultPorts, tls);
  const common = {
    address,
    ca: values.ca,
    insecure: values.insecure === true,
    verbose: values.verbose === true,
  };
  if (kind === 'logout') return { kind, address };
  if (kind === 'raw') return { kind, ...common };
  if (kind === 'echo') {
    return {
      kind,
      ...common,
      ping: values.ping ? ping : undefined,
      size: numberOption('--size', values.size, 56, 1, 1_048_576),
      intervalMs: 1000 * numberOption('--interval', values.interval, 1, 0, 3600),
      timeoutMs: 1000 * numberOption('--timeout', values.timeout, 10, 0.001, 3600),
    };
  }
  return { kind: 'chat', ...common, ...chatArguments(values) };
}

function chatArguments(
  values: ReturnType<typeof splitArguments>['values'],
): Omit<ChatInvocation, keyof CommonArguments | 'kind'> {
  const rooms = values.room ?? [];
  for (const room of rooms) {
    if (!/^[#&+!][^\s,]+$/.test(room)) {
      throw new UsageError(`Expected a room as #name, got "${room}"`);
    }
  }
  return {
    register: values.register === true,
    passwordStdin: values['password-stdin'] === true,
    save: values['no-save'] !== true,
    rooms,
    execute: values.execute ?? [],
    waitMs:
      values.wait === 'forever' ? Infinity : 1000 * numberOption('--wait', values.wait, 0, 0, 1e6),
    plain: values.plain === true,
    json: values.json === true,
    commands: values.commands === true,
    yes: values.yes === true,
  };
}

function splitArguments(args: readonly string[]) {
  try {
    return parseCommandLine({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

/** Removes the count from the words of `--ping 5 host` or `host --ping 5`: it is the one that is a number. */
function extractCount(words: string[]): number {
  const at = words.findIndex((word) => /^\d{1,9}$/.test(word));
  return at === -1 ? Infinity : Math.max(1, Number(words.splice(at, 1)[0]));
}

function numberOption(
  name: string,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
): number {
  if (text === undefined) return fallback;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`Expected ${name} to be a number from ${min} to ${max}, got "${text}"`);
}
