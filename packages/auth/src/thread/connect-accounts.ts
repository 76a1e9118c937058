import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from '../accounts/authenticator.ts';
import { AuthError, closed, type AuthErrorCode } from '../errors.ts';
import { remoteMethods, type CallId, type FromAccounts, type RemoteMethod } from './messages.ts';

/** Accounts that live in another thread. */
export interface RemoteAccounts extends Authenticator {
  /** Lets go of the port without closing it, as others of this thread may use it: calls under way reject. */
  close(): void;
}

/** Several connections of one thread may share a port, so no two calls of a thread have the same id. */
let lastId = 0;

/**
 * Calls accounts that another thread serves with `serveAccounts` at the far end of the port. Calls reject with the
 * same errors as there, and with `ERR_AUTH_CLOSED` when the far end is gone, also those under way and also when it was
 * gone before.
 */
export function connectAccounts(port: MessagePort): RemoteAccounts {
  const calls = new Map<CallId, PromiseWithResolvers<unknown>>();
  let isClosed = false;

  const onMessage = (reply: FromAccounts): void => {
    const call = calls.get(reply.id);
    if (call === undefined) return;
    calls.delete(reply.id);
    if (reply.type === 'result') call.resolve(reply.value);
    else call.reject(errorOf(reply));
  };
  const close = (): void => {
    isClosed = true;
    port.off('message', onMessage);
    port.off('close', close);
    for (const call of calls.values()) call.reject(closed());
    calls.clear();
  };
  port.on('message', onMessage);
  port.on('close', close);
  // It will not tell again.
  if (!isOpen(port)) close();

  const call = (method: RemoteMethod, args: unknown[]): Promise<unknown> => {
    if (isClosed) return Promise.reject(closed());
    const id = String((lastId += 1));
    const pending = Promise.withResolvers<unknown>();
    calls.set(id, pending);
    port.postMessage({ type: 'call', id, method, args });
    return pending.promise;
  };
  const methods = remoteMethods.map((method) => {
    return [method, (...args: unknown[]) => call(method, args)] as const;
  });
  return { ...(Object.fromEntries(methods) as unknown as Authenticator), close };
}

/** Only an open port can keep its thread alive. One that shall not is left so. */
function isOpen(port: MessagePort): boolean {
  if (port.hasRef()) return true;
  port.ref();
  const open = port.hasRef();
  port.unref();
  return open;
}

function errorOf({ code, message, retryAfterMs }: Extract<FromAccounts, { type: 'error' }>): Error {
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new AuthError(code as AuthErrorCode, message, details);
}
