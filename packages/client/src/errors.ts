import { messageOf } from '../../../common/thrown.ts';

/**
 * What can go wrong between a client and its server.
 *
 * - `ERR_CLIENT_UNREACHABLE`: no server answers at the address, or it is gone before all is encrypted; `cause` says why
 * - `ERR_CLIENT_TLS`: the server can't be trusted, or speaks no TLS
 * - `ERR_CLIENT_TIMEOUT`: no answer in time
 * - `ERR_CLIENT_LOGIN_REFUSED`: name, password or token are wrong, or may not log in now
 * - `ERR_CLIENT_THROTTLED`: too many logins were tried; the same may be right later
 * - `ERR_CLIENT_REGISTER_REFUSED`: the server makes no account of that name and password
 * - `ERR_CLIENT_NAME_REFUSED`: the server takes no such name
 * - `ERR_CLIENT_NAME_IN_USE`: somebody else has the name
 * - `ERR_CLIENT_REFUSED`: the server refused what was asked; `reply` has its answer
 * - `ERR_CLIENT_UNSUPPORTED`: the server can't do that at all
 * - `ERR_CLIENT_LOST`: the connection went away before the answer came: what was sent may have arrived or not
 * - `ERR_CLIENT_CLOSED`: the client is closed
 * - `ERR_CLIENT_ABORTED`: the caller's signal ended it, or a listener of the caller's that threw; `cause` is what it threw
 * - `ERR_CLIENT_BUSY`: more waits to be sent than the bound allows
 * - `ERR_CLIENT_INVALID`: what was to be sent can't be put into a line of the protocol
 * - `ERR_CLIENT_PROTOCOL`: the server breaks the protocol
 * - `ERR_CLIENT_OVERFLOW`: the server sends more than the client keeps: rooms, members, lines without an end
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

/** What the server answered, where it answered. */
export interface ServerReply {
  /** The numeric (`404`) or the code of a standard reply (`INVALID_TARGET`). */
  readonly code: string;
  /** What the server says about it, as it came: not fit for a screen. */
  readonly text: string;
}

/** An error of the client. A password or token is never part of its message; text of the server's may be, as it came. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** What happened, for programs. */
  readonly code: ClientErrorCode;
  /** The server's answer, if it is what went wrong. */
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

/** What was thrown as a {@link ClientError}: as it is, or as the cause of one. */
export function asClientError(error: unknown, code: ClientErrorCode): ClientError {
  if (error instanceof ClientError) return error;
  return new ClientError(code, messageOf(error), { cause: error });
}
