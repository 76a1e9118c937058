import type { MessagePort } from 'node:worker_threads';
import { callMethods } from '../../../../common/threads/port-calls.ts';
import type { Authenticator } from '../accounts/authenticator.ts';
import { AuthError, type AuthErrorCode, closed } from '../errors.ts';
import { assertPort, remoteMethods } from './serve-accounts.ts';

/**
 * Calls accounts that another thread serves with `serveAccounts` at the other end of the port. Calls reject with the
 * same errors as there, with `ERR_AUTH_CALL` in place of a TypeError, and with `ERR_AUTH_CLOSED` once either end of the
 * port is closed. The port keeps this thread alive only while a call is pending. Further calls of this function with
 * the same port return the same object.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` unless `port` is a MessagePort.
 */
export function connectAccounts(port: MessagePort): Authenticator {
  assertPort(port);
  return callMethods<Authenticator>(
    port,
    remoteMethods,
    ({ code, message, retryAfterMs }) => {
      const details = retryAfterMs === undefined ? {} : { retryAfterMs };
      return new AuthError(code as AuthErrorCode, message, details);
    },
    closed,
  );
}
