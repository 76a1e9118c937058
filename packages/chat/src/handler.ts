/**
 * The chat as a handler module of a threaded server: the hub and the accounts are reached through the
 * ports `context.services.hub` and `context.services.accounts`; `context.data` may hold settings under
 * `chat`.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { portAuthenticator } from './port-authenticator.ts';
import type { Context } from './session/context.ts';
import { type ClientSettings, createHandler } from './create-handler.ts';

/** Serves one client of the chat; resolves when it has left. */
export default function handler(socket: Duplex, context: Context): Promise<void> {
  const { chat } = (context.data ?? {}) as { chat?: ClientSettings };
  const serve = createHandler({
    ...chat,
    hub: service(context, 'hub'),
    authenticator: portAuthenticator(service(context, 'accounts')),
  });
  return serve(socket, context);
}

function service({ services }: Context, name: string): MessagePort {
  const port = services[name];
  if (port) return port;
  throw new TypeError(`Expected the server to give its handlers a service \`${name}\``);
}
