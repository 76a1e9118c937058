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
import { callMethods } from '../../../common/threads/port-calls.ts';
import type { Authenticator } from './authenticator.ts';
import type { Context } from './session/context.ts';
import { type ClientSettings, createHandler } from './create-handler.ts';

/** Serves one client of the chat; resolves when it has left. */
export default function handler(socket: Duplex, context: Context): Promise<void> {
  const { chat } = (context.data ?? {}) as { chat?: ClientSettings };
  const serve = createHandler({
    ...chat,
    hub: service(context, 'hub'),
    authenticator: connectAccounts(service(context, 'accounts')),
  });
  return serve(socket, context);
}

function service({ services }: Context, name: string): MessagePort {
  const port = services[name];
  if (port) return port;
  throw new TypeError(`Expected the server to give its handlers a service \`${name}\``);
}

const accountMethods = [
  'identify',
  'exists',
  'checkName',
  'checkPassword',
  'register',
  'verify',
  'changePassword',
  'issueToken',
  'resume',
  'revoke',
] as const satisfies readonly (keyof Authenticator)[];

/** The accounts that another thread serves at the other end of the port. */
function connectAccounts(port: MessagePort): Authenticator {
  return callMethods<Authenticator>(
    port,
    accountMethods,
    ({ message, ...properties }) => Object.assign(new Error(message), properties),
    () => Object.assign(new Error('The accounts are closed'), { code: 'ERR_AUTH_CLOSED' }),
  );
}
