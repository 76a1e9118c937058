import type { Duplex } from 'node:stream';
import { MessagePort } from 'node:worker_threads';
import { shown, typeError } from '../../../../common/options/expect-options.ts';

/** What a server passes to its handler; only what a chat session uses. */
export interface Context {
  /** The connection's id. */
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Whether the client is connected over TLS. */
  readonly secure: boolean;
  /** Ports to other threads' services, by name. */
  readonly services: Readonly<Record<string, MessagePort>>;
  /** The data the server was started with. */
  readonly data: unknown;
  /** Aborts when the server closes the client; its reason is an error whose message may be shown to the client. */
  readonly signal: AbortSignal;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Record<string, unknown>,
  ): void;
  /** Keeps the thread from being given to another client. */
  retire?(): void;
}

let lastId = 0;

/** Makes a context for a socket of `net.createServer()`. */
export function contextOf(socket: Duplex): Context {
  const { remoteAddress, remotePort } = socket as Partial<{
    remoteAddress: string;
    remotePort: number;
  }>;
  lastId += 1;
  return {
    id: lastId,
    remoteAddress: (remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, ''),
    remotePort: remotePort ?? 0,
    secure: 'encrypted' in socket,
    services: {},
    data: undefined,
    signal: new AbortController().signal,
    log: () => {},
  };
}

/** An entry port on which a server announces its client threads, or an object with one, such as a `HubThread`. */
export type ServiceEntry = MessagePort | { readonly entry: MessagePort };

/** The services that the chat handler needs, by name. */
type ChatServices = Readonly<Record<'hub' | 'accounts', MessagePort>>;

/**
 * Returns the `services` of a threaded server that serves the chat:
 * `listen({ handler: import.meta.resolve('@threadline/chat/handler'), services: chatServices(hub, accounts) })`.
 * The ports are transferred to the server.
 *
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for an argument without an entry port
 */
export function chatServices(hub: ServiceEntry, accounts: ServiceEntry): ChatServices {
  return { hub: entryOf('hub', hub), accounts: entryOf('accounts', accounts) };
}

/** Returns a client thread's ports to the hub and the accounts. @throws {TypeError} `ERR_INVALID_ARG_TYPE` */
export function servicesOf({ services }: Context): ChatServices {
  const { hub, accounts } = services;
  if (hub && accounts) return { hub, accounts };
  const missing = hub ? 'accounts' : 'hub';
  throw typeError(
    `Expected the server to have a service \`${missing}\`: listen({ services: chatServices(hub, accounts) })`,
  );
}

function entryOf(name: string, service: ServiceEntry): MessagePort {
  const entry =
    service instanceof MessagePort ? service : (service as { entry?: unknown } | undefined)?.entry;
  if (entry instanceof MessagePort) return entry;
  throw typeError(`Expected \`${name}\` to be an entry port or to have one, got ${shown(service)}`);
}
