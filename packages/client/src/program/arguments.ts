import { parseArgs } from 'node:util';
import { messageOf } from '../../../../common/thrown.ts';
import { type Address, parseAddress } from './address.ts';
import { UsageError } from './usage-error.ts';

/** Options that go with every connection. */
export interface Common {
  readonly address: Address;
  readonly ca: string | undefined;
  readonly insecure: boolean;
  readonly verbose: boolean;
}

export interface ChatInvocation extends Common {
  readonly kind: 'chat';
  readonly register: boolean;
  readonly passwordStdin: boolean;
  readonly save: boolean;
  readonly rooms: readonly string[];
  readonly execute: readonly string[];
  readonly waitMs: number;
  readonly plain: boolean;
  readonly json: boolean;
  /** Lines of a pipe that begin with a slash are commands. */
  readonly commands: boolean;
  /** Pasted lines are taken without a question. */
  readonly yes: boolean;
}

export interface EchoInvocation extends Common {
  readonly kind: 'echo';
  /** How many pings; undefined: talk line by line. */
  readonly ping: number | undefined;
  readonly size: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What the command line of `threadline` asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'logout'; readonly address: Address }
  | ({ readonly kind: 'raw' } & Common)
  | ChatInvocation
  | EchoInvocation;

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

/** Which options go with which command; those of a connection go with all. */
const echoOnly = ['ping', 'size', 'interval', 'timeout'] as const;
const chatOnly = [
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
const everywhere = { plain: 6667, tls: 6697 };
const echoPorts = { plain: 7007, tls: 7007 };

/** Reads the command line. @throws {UsageError} */
export function parseArguments(args: readonly string[]): Invocation {
  const { values, positionals } = split(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [first = ''] = positionals;
  const kind = /^(chat|echo|raw|logout)$/.test(first) ? positionals.shift() : 'chat';
  refuse(
    values,
    kind === 'chat' ? echoOnly : kind === 'echo' ? chatOnly : [...echoOnly, ...chatOnly],
  );
  const ping = values.ping && positionals.length > 1 ? takeCount(positionals) : Infinity;
  const [where, ...more] = positionals;
  if (where === undefined) throw new UsageError('Expected the address of a server');
  if (more.length > 0) throw new UsageError(`Unexpected "${more[0]}" behind the address`);
  const tls = values.tls === true || values.insecure === true || values.ca !== undefined;
  const address = parseAddress(where, kind === 'echo' ? echoPorts : everywhere, tls);
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
      size: number('--size', values.size, 56, 1, 1_048_576),
      intervalMs: 1000 * number('--interval', values.interval, 1, 0, 3600),
      timeoutMs: 1000 * number('--timeout', values.timeout, 10, 0.001, 3600),
    };
  }
  return { kind: 'chat', ...common, ...chatValues(values) };
}

function chatValues(
  values: ReturnType<typeof split>['values'],
): Omit<ChatInvocation, keyof Common | 'kind'> {
  const rooms = values.room ?? [];
  for (const room of rooms) {
    if (!/^[#&+!][^\s,]+$/.test(room))
      throw new UsageError(`Expected a room as #name, got "${room}"`);
  }
  return {
    register: values.register === true,
    passwordStdin: values['password-stdin'] === true,
    save: values['no-save'] !== true,
    rooms,
    execute: values.execute ?? [],
    waitMs: values.wait === 'forever' ? Infinity : 1000 * number('--wait', values.wait, 0, 0, 1e6),
    plain: values.plain === true,
    json: values.json === true,
    commands: values.commands === true,
    yes: values.yes === true,
  };
}

function split(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error).replace(/\. To specify[^]*$/, ''), { cause: error });
  }
}

function refuse(values: object, names: readonly string[]): void {
  const misplaced = names.find((name) => name in values);
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} makes no sense here`);
}

/** `--ping 5 host` and `host --ping 5`: the count is the word that is a number. */
function takeCount(words: string[]): number {
  const at = words.findIndex((word) => /^\d{1,9}$/.test(word));
  return at === -1 ? Infinity : Math.max(1, Number(words.splice(at, 1)[0]));
}

function number(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return fallback;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`Expected ${name} to be a number from ${least} to ${most}, got "${text}"`);
}
