import { messageOf } from '../../../common/thrown.ts';

/**
 * The codes of a {@link ClientError}.
 *
 * - `ERR_CLIENT_UNREACHABLE`: no server responds at the address, or it closed the connection during the TLS handshake;
 *   `cause` has the reason
 * - `ERR_CLIENT_TLS`: the server's certificate cannot be verified, or the server does not speak TLS
 * - `ERR_CLIENT_TIMEOUT`: no response in time
 * - `ERR_CLIENT_LOGIN_REFUSED`: name, password or token are wrong or missing, or may not log in at the moment
 * - `ERR_CLIENT_THROTTLED`: too many login attempts; the same credentials may work later
 * - `ERR_CLIENT_REGISTER_REFUSED`: the server does not create an account with that name and password
 * - `ERR_CLIENT_NAME_REFUSED`: the server does not allow that name
 * - `ERR_CLIENT_NAME_IN_USE`: another user has the name
 * - `ERR_CLIENT_REFUSED`: the server refused the request; `reply` has its response
 * - `ERR_CLIENT_UNSUPPORTED`: the server does not support this
 * - `ERR_CLIENT_LOST`: the connection was lost before the response: the request may have been carried out or not
 * - `ERR_CLIENT_CLOSED`: the client is closed
 * - `ERR_CLIENT_ABORTED`: the caller's signal ended the client, or a listener threw; `cause` is the value thrown
 * - `ERR_CLIENT_BUSY`: more output is waiting than the limit allows
 * - `ERR_CLIENT_INVALID`: the text or name cannot be sent in a line of the protocol
 * - `ERR_CLIENT_PROTOCOL`: the server violates the protocol
 * - `ERR_CLIENT_OVERFLOW`: the server sends more than the client stores: rooms, members, endless lines
 */
export type ClientErrorCode =
  | 'ERR_CLIENT_UNREACHABLE'
  | 'ERR_CLIENT_TLS'
  | 'ERR_CLIENT_TIMEOUT'
  | 'ERR_CLIENT_LOGIN_REFUSED'
  | 'ERR_CLIENT_THROTTLED'
  | 'ERR_CLIENT_REGISTER_REFUSED'
  | 'ERR_CLIENT_NAME_REFUSED'
  | 'ERR_CLIENT_NAME_IN_USE'
  | 'ERR_CLIENT_REFUSED'
  | 'ERR_CLIENT_UNSUPPORTED'
  | 'ERR_CLIENT_LOST'
  | 'ERR_CLIENT_CLOSED'
  | 'ERR_CLIENT_ABORTED'
  | 'ERR_CLIENT_BUSY'
  | 'ERR_CLIENT_INVALID'
  | 'ERR_CLIENT_PROTOCOL'
  | 'ERR_CLIENT_OVERFLOW';

/** The server's response to a refused request. */
export interface ServerReply {
  /** The numeric (`404`) or the code of a standard reply (`INVALID_TARGET`). */
  readonly code: string;
  /** The server's explanation, unfiltered: pass it through `plainText()` before showing it on a terminal. */
  readonly text: string;
}

/**
 * An error of the client. Its message never contains a password or token; it may contain text from the server, unfiltered.
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';

  readonly code: ClientErrorCode;
  /** The server's response, if the server refused something. */
  readonly reply: ServerReply | undefined;

  constructor(
    code: ClientErrorCode,
    message: string,
    options: ErrorOptions & { readonly reply?: ServerReply } = {},
  ) {
    super(message, options);
    this.code = code;
    this.reply = options.reply;
  }
}

/** Returns a {@link ClientError} unchanged, and wraps anything else as the cause of one. */
export function asClientError(error: unknown, code: ClientErrorCode): ClientError {
  if (error instanceof ClientError) return error;
  return new ClientError(code, messageOf(error), { cause: error });
}

/** The error for a client that was closed. */
export function closedError(cause?: unknown): ClientError {
  return new ClientError('ERR_CLIENT_CLOSED', 'The client is closed', { cause });
}

/** The error for an operation whose signal aborted. */
export function abortedError(signal: AbortSignal | undefined): ClientError {
  return new ClientError('ERR_CLIENT_ABORTED', 'Aborted', { cause: signal?.reason });
}

/** Rethrows what a listener threw as an uncaught exception, as any `EventEmitter` would. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
