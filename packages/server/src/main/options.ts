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
  typeError,
} from '../../../../common/options/expect-options.ts';
import { checkLimits, defaultLimits, limitNames, type Limits } from '../limits.ts';
import type { MachineLimits } from '../machine/machine-limits.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import type { HandlerReference, Settings } from '../protocol.ts';
import type { TlsOptions } from './tls.ts';

/** What to serve, where, and within which limits. Only `handler` is required. */
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
   * An inherited descriptor of a bound TCP socket, instead of `port` and `host`. It is closed with the server. If another
   * process holds the socket too, the port stays open and clients wait for the next server. `pause()` does not close it, but
   * sends new clients `refusal`. Not on Windows.
   */
  fd?: number;
  /** Length of the kernel's queue of connections not yet accepted. @default 511 */
  backlog?: number;
  /** Whether the handler can go on writing to a client that has ended its side. @default false */
  allowHalfOpen?: boolean;
  /** Passed to every handler as `context.data`, as a structured clone. */
  data?: unknown;
  /**
   * Entry ports of other threads' services, by name. The other end of an entry port receives
   * `{ type: 'client-thread', threadId, port }` for each new client thread; `context.services[name]` is the other end of `port`.
   * The ports are transferred.
   */
  services?: Readonly<Record<string, MessagePort>>;
  /** Serve TLS. @default off */
  tls?: TlsOptions;

  /**
   * Maximum client threads. Beyond that, clients share threads.
   * @default 8 per core, at least 16, if the machine allows them: `capacity().threads`
   */
  maxThreads?: number;
  /** Threads that are started in advance. @default 2 */
  spareThreads?: number;
  /** Whether a thread that is still healthy after its last client serves another. @default true */
  reuseThreads?: boolean;
  /** How long an idle thread beyond `spareThreads` is kept, in milliseconds. @default 30_000 */
  idleThreadTimeoutMs?: number;
  /** Maximum size of one thread's JavaScript heap, in MiB. Node does not count buffers. @default 128 */
  threadMemoryMb?: number;
  /** How long a thread may take to load the handler, in milliseconds. @default 30_000 */
  startTimeoutMs?: number;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {TypeError | RangeError} for an invalid value
 * @throws {ServerError} `ERR_SERVER_CAPACITY` for more threads or connections than this machine allows
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
    throw typeError(
      `Expected \`handler\` to be a URL or a module specifier, got ${shown(handler)}`,
    );
  }
  expectInteger('port', port, 0, 65_535);
  if (typeof host !== 'string' || host === '')
    throw typeError(`Expected \`host\` to be an address or a name, got ${shown(host)}`);
  if (fd !== undefined) {
    expectInteger('fd', fd, 0, 2_147_483_647);
    if (options.port !== undefined || options.host !== undefined)
      throw typeError(
        'Expected either `fd` or `port` and `host`, got both',
        'ERR_INVALID_ARG_VALUE',
      );
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

/** The address or descriptor to listen on, for a message. */
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
    throw typeError(`Expected \`services\` to be ports by name, got ${shown(services)}`);
  for (const [name, port] of Object.entries(services)) {
    if (!(port instanceof MessagePort))
      throw typeError(`Expected \`services.${name}\` to be a MessagePort, got ${shown(port)}`);
  }
}

/** Removes the brackets of an IPv6 address. */
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
