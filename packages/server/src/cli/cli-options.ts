import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { ListenOptions } from '../options.ts';

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'serve'; readonly options: ListenOptions; readonly quiet: boolean };

/** The text of `--help`. */
export const usage = `Usage: threadline-serve <handler> [options]

Serves a handler module: each client that connects gets a thread of its own until
--max-threads run. <handler> is a file (handler.js) or a package (@threadline/echo), found from the
working directory.

  --port <n>               TCP port, 0 lets the system choose (default 0)
  --host <address>         address to listen on (default 127.0.0.1)
  --fd <n>                 inherited descriptor to listen on, in place of port and host
  --data <json>            given to the handler as context.data
  --half-open              keep writing to clients that have ended their side
  --max-threads <n>        most client threads, beyond it clients share (default: 8 a core, at least 16)
  --spare-threads <n>      threads kept waiting for a client (default 2)
  --no-reuse               a thread never had a client before
  --thread-memory <mib>    most heap of one thread (default 128)
  --max-connections <n>    most clients at once
  --max-per-address <n>    most clients at once of one address, 0 for no limit (default 16)
  --idle-timeout <ms>      close a client idle for so long (default 0: never)
  --hang-timeout <ms>      end a thread that hangs for so long, 0 for never (default 10000)
  --tls-key <file>         serve TLS with this key
  --tls-cert <file>        and this certificate
  --allow-plain            take clients without TLS on the same port
  --quiet                  print no coming and going
  --help, --version

Exit status: 0 after SIGINT or SIGTERM, 1 failure, 2 bad usage, 69 the port can't be had.
`;

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  fd: { type: 'string' },
  data: { type: 'string' },
  'half-open': { type: 'boolean' },
  'max-threads': { type: 'string' },
  'spare-threads': { type: 'string' },
  'no-reuse': { type: 'boolean' },
  'thread-memory': { type: 'string' },
  'max-connections': { type: 'string' },
  'max-per-address': { type: 'string' },
  'idle-timeout': { type: 'string' },
  'hang-timeout': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-cert': { type: 'string' },
  'allow-plain': { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** Options whose value is a whole number, and what `listen()` calls them. */
const numbers = {
  port: 'port',
  fd: 'fd',
  'max-threads': 'maxThreads',
  'spare-threads': 'spareThreads',
  'thread-memory': 'threadMemoryMb',
  'max-connections': 'maxConnections',
  'max-per-address': 'maxConnectionsPerAddress',
  'idle-timeout': 'idleTimeoutMs',
  'hang-timeout': 'hangTimeoutMs',
} as const satisfies Partial<Record<keyof typeof flags, keyof ListenOptions>>;

/** Reads the command line. @throws {TypeError | RangeError | SyntaxError} for one that makes no sense */
export function parseInvocation(args: string[]): Invocation {
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [handler, extra] = positionals;
  if (handler === undefined) throw new TypeError('Expected a handler module');
  if (extra !== undefined) throw new TypeError(`Expected one handler module, got "${extra}" too`);

  const { 'tls-key': key, 'tls-cert': cert } = values;
  if ((key === undefined) !== (cert === undefined))
    throw new TypeError('Expected both --tls-key and --tls-cert');
  if (values['allow-plain'] && key === undefined)
    throw new TypeError('Expected --tls-key and --tls-cert with --allow-plain');
  const options: ListenOptions = { handler: asPath(handler) };
  for (const [flag, name] of Object.entries(numbers) as [
    keyof typeof numbers,
    (typeof numbers)[keyof typeof numbers],
  ][]) {
    const text = values[flag];
    if (text !== undefined) options[name] = wholeNumber(flag, text);
  }
  if (values.host !== undefined) options.host = values.host;
  if (values.data !== undefined) options.data = parseData(values.data);
  if (values['half-open']) options.allowHalfOpen = true;
  if (values['no-reuse']) options.reuseThreads = false;
  if (key !== undefined && cert !== undefined) {
    options.tls = { key, cert, allowPlain: values['allow-plain'] ?? false };
  }
  return { kind: 'serve', options, quiet: values.quiet ?? false };
}

/** A file may be named without `./`; what is no file is taken for a package. */
function asPath(handler: string): string {
  if (handler.startsWith('.') || isAbsolute(handler)) return handler;
  return statSync(handler, { throwIfNoEntry: false })?.isFile() ? `./${handler}` : handler;
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RangeError(`Expected --${flag} to be a whole number, got "${text}"`);
}

function parseData(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('Expected --data to be JSON');
  }
}
