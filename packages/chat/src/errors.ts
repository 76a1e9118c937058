/**
 * The code of a {@link ChatError}.
 *
 * - `ERR_CHAT_HISTORY_DAMAGED`: the history file is damaged or is not a chat history
 * - `ERR_CHAT_HISTORY_NEWER`: a newer version wrote the history file
 * - `ERR_CHAT_HISTORY_IN_USE`: another process is using the history file
 * - `ERR_CHAT_HISTORY_FAILED`: the history could not be opened, read or written; an unwritten message is not delivered
 * - `ERR_CHAT_BANNED`: the account or address is banned
 * - `ERR_CHAT_MUTED`: the account is muted
 * - `ERR_CHAT_DENIED`: the session lacks the permission, or its account has changed since login
 * - `ERR_CHAT_FULL`: a limit was reached, such as the number of rooms, bans, mutes or pending requests
 * - `ERR_CHAT_TOO_FAST`: an account or address exceeded its rate limit, counted over all its connections
 * - `ERR_CHAT_BAD_INPUT`: a name, text or number is invalid
 * - `ERR_CHAT_NOT_HERE`: the user or room does not exist, or the session is not in that room
 * - `ERR_CHAT_CLOSED`: the client was closed, for example because it was kicked, too slow or flooding
 * - `ERR_CHAT_HUB_GONE`: the port to the hub is closed
 */
export type ChatErrorCode =
  | 'ERR_CHAT_HISTORY_DAMAGED'
  | 'ERR_CHAT_HISTORY_NEWER'
  | 'ERR_CHAT_HISTORY_IN_USE'
  | 'ERR_CHAT_HISTORY_FAILED'
  | 'ERR_CHAT_BANNED'
  | 'ERR_CHAT_MUTED'
  | 'ERR_CHAT_DENIED'
  | 'ERR_CHAT_FULL'
  | 'ERR_CHAT_TOO_FAST'
  | 'ERR_CHAT_BAD_INPUT'
  | 'ERR_CHAT_NOT_HERE'
  | 'ERR_CHAT_CLOSED'
  | 'ERR_CHAT_HUB_GONE';

/** An error of the chat. Its message can be shown to users. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;
  /** Time to wait before a retry, if known. The retry is already charged to the rate limit. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ChatErrorCode,
    message: string,
    { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
