/**
 * The chat as a handler module for a threaded server. Set the server's `services` to `chatServices(hub, accounts)`.
 * `data.chat` can hold options of `createHandler()`.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { callMethods } from '../../../common/threads/port-calls.ts';
import type { Authenticator } from './authenticator.ts';
import { type Context, servicesOf } from './session/context.ts';
import { type ClientSettings, createHandler } from './create-handler.ts';

/** Serves one client of the chat. Resolves when the client has disconnected. */
export default function handler(socket: Duplex, context: Context): Promise<void> {
  const { chat } = (context.data ?? {}) as { chat?: ClientSettings };
  const { hub, accounts } = servicesOf(context);
  const serve = createHandler({ ...chat, hub, authenticator: connectAccounts(accounts) });
  return serve(socket, context);
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

/** Returns a client of the accounts service at the other end of the port. */
function connectAccounts(port: MessagePort): Authenticator {
  return callMethods<Authenticator>(
    port,
    accountMethods,
    ({ message, ...properties }) => Object.assign(new Error(message), properties),
    () => Object.assign(new Error('The accounts are closed'), { code: 'ERR_AUTH_CLOSED' }),
  );
}
