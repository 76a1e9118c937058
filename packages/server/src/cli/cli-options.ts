import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { parseCommandLine } from '../../../../common/node/command-line.ts';
import type { ListenOptions } from '../main/options.ts';

/** A parsed command line. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'serve'; readonly options: ListenOptions; readonly quiet: boolean };

/** The text of `--help`. */
export const usage = `Usage: threadline-serve <handler> [options]

Serves a handler module, with a thread for each client until --max-threads run.
<handler> is a file (handler.js) or a package (@threadline/echo), found from the
working directory.

  --port <n>               TCP port, 0 lets the system choose (default 0)
  --host <address>         address to listen on (default 127.0.0.1)
  --fd <n>                 inherited descriptor to listen on, not port and host
  --data <json>            passed to the handler as context.data
  --half-open              keep writing to clients that have ended their side
  --max-threads <n>        maximum number of client threads; more clients share
                           them (default: 8 per core, at least 16)
  --spare-threads <n>      idle threads kept ready for new clients (default 2)
  --no-reuse               a new thread for every client
  --thread-memory <mib>    maximum heap of a thread (default 128)
  --max-connections <n>    maximum number of clients
  --max-per-address <n>    maximum number of clients per address, 0 for no limit
                           (default 16)
  --idle-timeout <ms>      disconnect idle clients, 0 for never (default 0)
  --hang-timeout <ms>      terminate unresponsive threads, 0 for never
                           (default 10000)
  --tls-key <file>         serve TLS with this private key
  --tls-cert <file>        and this certificate
  --allow-plain            accept clients without TLS on the same port
  --quiet                  do not log connections
  --help, --version

Exit status: 0 after SIGINT or SIGTERM, 1 failure, 2 invalid usage, 69 the port
is not available, 78 the certificate or its key cannot be used.
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

/** Options whose value is a whole number, with their names in `listen()`. */
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

/** Reads the command line. @throws {TypeError | RangeError | SyntaxError} for an invalid one */
export function parseInvocation(args: string[]): Invocation {
  const { values, positionals } = parseCommandLine({
    args,
    options: flags,
    allowPositionals: true,
  });
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

/** A file may be named without `./`. Anything that does not look like a file is a package. */
function asPath(handler: string): string {
  const file = statSync(handler, { throwIfNoEntry: false });
  const isPath = handler.startsWith('.') || isAbsolute(handler);
  const named = isPath || (!handler.startsWith('@') && /\.[cm]?[jt]s$/.test(handler));
  if (file?.isDirectory() && isPath)
    throw new TypeError(`Cannot use the handler "${handler}": it is a folder`);
  if (file === undefined && named)
    throw new TypeError(`Cannot find the handler "${handler}": no such file`);
  return file?.isFile() && !isPath ? `./${handler}` : handler;
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
