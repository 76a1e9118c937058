/**
 * Why a command, the control socket or the log refuses something.
 *
 * - `ERR_CONTROL_USAGE`: arguments that make no sense
 * - `ERR_CONTROL_UNKNOWN_COMMAND`: no such command, or not offered by this server
 * - `ERR_CONTROL_NOT_CONFIRMED`: what destroys was not confirmed, by `y` on a terminal or `--yes`
 * - `ERR_CONTROL_NOT_FOUND`: no such client, account, listener or limit
 * - `ERR_CONTROL_AMBIGUOUS`: several listeners have a client of that number
 * - `ERR_CONTROL_FAILED`: the server could not do it; `cause` says more
 * - `ERR_CONTROL_INTERRUPTED`: the operator ended the command, or the server ended under it
 * - `ERR_CONTROL_LINE_TOO_LONG`, `ERR_CONTROL_BUSY`: a bound of the control socket is reached
 * - `ERR_CONTROL_SOCKET_IN_USE`: a living server has the socket
 * - `ERR_CONTROL_SOCKET_PATH`, `ERR_CONTROL_SOCKET_FOLDER`: the socket can't be there
 * - `ERR_CONTROL_UNAVAILABLE`: no server answers at the socket, or it is another user's
 * - `ERR_CONTROL_LOST`: the server went away during a command
 * - `ERR_CONTROL_LOG`: the log file can't be opened
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

/** An error of the control thread. Its message is fit to be shown to the operator. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** What happened, for programs. */
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
