import { isIPv6 } from 'node:net';
import { MessagePort } from 'node:worker_threads';
import { capacity, connectionsBeside } from '../machine/capacity.ts';
import { ServerError } from '../errors.ts';
import {
  expectBoolean,
  expectInteger,
  expectOptions,
  maxTimeoutMs,
  shown,
} from '../../../../common/options/expect-options.ts';
import { checkLimits, defaultLimits, limitNames, type Limits } from '../limits.ts';
import type { MachineLimits } from '../machine/machine-limits.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import type { HandlerReference, Settings } from '../protocol.ts';
import type { TlsOptions } from './tls.ts';

/** What to serve, where, and within which bounds. Only `handler` is required. */
export interface ListenOptions extends Partial<Limits> {
  /**
   * The module whose default export takes each client's socket: a URL, an absolute path, or a specifier as
   * `import()` takes it, resolved from the working directory. It is loaded once in every client thread.
   */
  handler: URL | string;
  /** TCP port; 0 lets the system choose. @default 0 */
  port?: number;
  /** Address or name to listen on. @default '127.0.0.1' */
  host?: string;
  /**
   * A descriptor this process has inherited, of a bound TCP socket, in place of `port` and `host`. It is the server's
   * from then on, and closed with it. Who else holds it keeps the port open: once the server is closed, clients wait
   * there for the next one. So `pause()` can't close it, and lets new clients be told `refusal`. Not on Windows.
   */
  fd?: number;
  /** Length of the kernel's queue of connections not yet accepted. @default 511 */
  backlog?: number;
  /** Whether a client that ends its side is still written to until the handler ends the other. @default false */
  allowHalfOpen?: boolean;
  /** Given to every handler as `context.data`, as a structured clone. */
  data?: unknown;
  /**
   * Entry ports of other threads' services, by name. For each new client thread a service's entry port receives
   * `{ type: 'client-thread', threadId, port }`; the far end of `port` is the handlers' `context.services[name]`.
   * The ports are transferred.
   */
  services?: Readonly<Record<string, MessagePort>>;
  /** Serve TLS. Off unless given. */
  tls?: TlsOptions;

  /**
   * Most client threads. Until that many run, each client has a thread to itself; then clients share threads.
   * @default 8 per core, at least 16, if the machine carries them: `capacity().threads`
   */
  maxThreads?: number;
  /** Started threads kept waiting for a client. @default 2 */
  spareThreads?: number;
  /** Whether a thread whose last client left it in good health serves another. @default true */
  reuseThreads?: boolean;
  /** How long an idle thread beyond `spareThreads` is kept, in milliseconds. @default 30_000 */
  idleThreadTimeoutMs?: number;
  /** Most memory of one thread's JavaScript heap, in MiB. Buffers are not counted: Node does not bound them. @default 128 */
  threadMemoryMb?: number;
  /** How long a thread may take to load the handler, in milliseconds. @default 30_000 */
  startTimeoutMs?: number;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {TypeError | RangeError} for a value that makes no sense
 * @throws {ServerError} `ERR_SERVER_CAPACITY` for more threads or connections than this machine carries
 */
export function toSettings(options: ListenOptions): Settings {
  expectOptions('the options', options, optionNames);
  const {
    handler,
    port = 0,
    host = '127.0.0.1',
    fd,
    backlog = 511,
    allowHalfOpen = false,
    data,
    spareThreads = 2,
    reuseThreads = true,
    idleThreadTimeoutMs = 30_000,
    threadMemoryMb = 128,
    startTimeoutMs = 30_000,
  } = options;
  if (!(handler instanceof URL) && (typeof handler !== 'string' || handler === '')) {
    throw new TypeError(
      `Expected \`handler\` to be a URL or a module specifier, got ${shown(handler)}`,
    );
  }
  expectInteger('port', port, 0, 65_535);
  if (typeof host !== 'string' || host === '')
    throw new TypeError(`Expected \`host\` to be an address or a name, got ${shown(host)}`);
  if (fd !== undefined) {
    expectInteger('fd', fd, 0, 2_147_483_647);
    if (options.port !== undefined || options.host !== undefined)
      throw new TypeError('Expected either `fd` or `port` and `host`, got both');
  }
  expectInteger('backlog', backlog, 1, 65_535);
  expectBoolean('allowHalfOpen', allowHalfOpen);
  expectBoolean('reuseThreads', reuseThreads);
  expectServices(options.services);
  expectInteger('idleThreadTimeoutMs', idleThreadTimeoutMs, 0);
  expectInteger('threadMemoryMb', threadMemoryMb, 8);
  expectInteger('startTimeoutMs', startTimeoutMs, 1, maxTimeoutMs);

  const machine = capacity();
  const available = Math.max(1, machine.hardThreads - ThreadReservation.total);
  const maxThreads = options.maxThreads ?? Math.min(machine.threads, available);
  expectInteger('maxThreads', maxThreads, 1);
  if (maxThreads > available) {
    throw new ServerError(
      'ERR_SERVER_CAPACITY',
      `Cannot run ${maxThreads} client threads: this process carries ${available} (${limitsOf(machine.machine)})`,
    );
  }
  expectInteger('spareThreads', spareThreads, 0);

  const allThreads = ThreadReservation.total + maxThreads;
  const sockets = connectionsBeside(allThreads, machine.machine);
  const defaults = defaultLimits(Math.max(1, Math.min(machine.connections, sockets)));
  const limits = checkLimits({ ...defaults, ...givenLimits(options) }, allThreads, machine.machine);

  return {
    handler: toReference(handler),
    port,
    host: withoutBrackets(host),
    fd,
    backlog,
    allowHalfOpen,
    data,
    maxThreads,
    spareThreads: Math.min(spareThreads, maxThreads),
    reuseThreads,
    idleThreadTimeoutMs,
    threadMemoryMb,
    startTimeoutMs,
    maxDescriptors: machine.machine.maxDescriptors,
    limits,
  };
}

/** Where settings say to listen, for a message. */
export function placeOf({ host, port, fd }: Settings): string {
  if (fd !== undefined) return `descriptor ${fd}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const optionNames: readonly string[] = [
  ...['handler', 'port', 'host', 'fd', 'backlog', 'allowHalfOpen', 'data', 'services', 'tls'],
  ...['maxThreads', 'spareThreads', 'reuseThreads', 'idleThreadTimeoutMs', 'threadMemoryMb'],
  'startTimeoutMs',
  ...limitNames,
];

function expectServices(services: unknown): void {
  if (services === undefined) return;
  if (typeof services !== 'object' || services === null || Array.isArray(services))
    throw new TypeError(`Expected \`services\` to be ports by name, got ${shown(services)}`);
  for (const [name, port] of Object.entries(services)) {
    if (!(port instanceof MessagePort))
      throw new TypeError(`Expected \`services.${name}\` to be a MessagePort, got ${shown(port)}`);
  }
}

/** An IPv6 address may stand in brackets, as in a URL. */
function withoutBrackets(host: string): string {
  const [, address] = /^\[(.+)\]$/.exec(host) ?? [];
  return address !== undefined && isIPv6(address) ? address : host;
}

function limitsOf({ maxMaps, maxDescriptors, maxTasks }: MachineLimits): string {
  return `vm.max_map_count ${maxMaps}, open files ${maxDescriptors}, processes and threads ${maxTasks}`;
}

function toReference(handler: URL | string): HandlerReference {
  return { specifier: handler.toString(), base: process.cwd() };
}

function givenLimits(options: ListenOptions): Partial<Limits> {
  return Object.fromEntries(
    limitNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}
