import { MessagePort } from 'node:worker_threads';
import { shown, typeError } from '../../../common/options/expect-options.ts';
import type { Context } from './session/context.ts';

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
