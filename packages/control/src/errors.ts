/**
 * The code of a {@link ControlError}.
 *
 * - `ERR_CONTROL_USAGE`: invalid arguments
 * - `ERR_CONTROL_UNKNOWN_COMMAND`: no such command, or this server does not offer it
 * - `ERR_CONTROL_NOT_CONFIRMED`: a destructive command was not confirmed, by `y` on a terminal or by `--yes`
 * - `ERR_CONTROL_NOT_FOUND`: no such client, account, ban, listener or limit
 * - `ERR_CONTROL_AMBIGUOUS`: several clients or servers match
 * - `ERR_CONTROL_FAILED`: the server failed to do it
 * - `ERR_CONTROL_INTERRUPTED`: the operator interrupted the command, or the server closed during it
 * - `ERR_CONTROL_LINE_TOO_LONG`, `ERR_CONTROL_BUSY`: a limit of the control socket was reached
 * - `ERR_CONTROL_SOCKET_IN_USE`: a running server owns the socket
 * - `ERR_CONTROL_SOCKET_PATH`, `ERR_CONTROL_SOCKET_FOLDER`: the socket cannot be created there
 * - `ERR_CONTROL_UNAVAILABLE`: no server responds at the socket, or the socket belongs to another user
 * - `ERR_CONTROL_LOST`: the connection closed during a command
 * - `ERR_CONTROL_LOG`: the log file cannot be opened
 */
export type ControlErrorCode =
  | 'ERR_CONTROL_USAGE'
  | 'ERR_CONTROL_UNKNOWN_COMMAND'
  | 'ERR_CONTROL_NOT_CONFIRMED'
  | 'ERR_CONTROL_NOT_FOUND'
  | 'ERR_CONTROL_AMBIGUOUS'
  | 'ERR_CONTROL_FAILED'
  | 'ERR_CONTROL_INTERRUPTED'
  | 'ERR_CONTROL_LINE_TOO_LONG'
  | 'ERR_CONTROL_BUSY'
  | 'ERR_CONTROL_SOCKET_IN_USE'
  | 'ERR_CONTROL_SOCKET_PATH'
  | 'ERR_CONTROL_SOCKET_FOLDER'
  | 'ERR_CONTROL_UNAVAILABLE'
  | 'ERR_CONTROL_LOST'
  | 'ERR_CONTROL_LOG';

/** An error of this package. Its message is meant for the operator. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Exit codes of a server and of `threadline-ctl`; those above 2 follow `sysexits.h`. */
export const exitCodes = {
  ok: 0,
  /** A command or the server failed. */
  failure: 1,
  usage: 2,
  /** The address is not available, or no server responds at the control socket. */
  unavailable: 69,
  /** The configuration is invalid. */
  config: 78,
} as const;

/** The exit code for a failed command. */
export function exitCodeOf(code: string): number {
  switch (code) {
    case 'ERR_CONTROL_USAGE':
    case 'ERR_CONTROL_UNKNOWN_COMMAND':
      return exitCodes.usage;
    case 'ERR_CONTROL_UNAVAILABLE':
      return exitCodes.unavailable;
    default:
      return exitCodes.failure;
  }
}
