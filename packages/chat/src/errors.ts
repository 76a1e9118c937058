/**
 * Why the chat refuses something.
 *
 * - `ERR_CHAT_HISTORY_DAMAGED`: the history file is not a sound chat history
 * - `ERR_CHAT_HISTORY_NEWER`: the history file was written by a newer version
 * - `ERR_CHAT_HISTORY_IN_USE`: another process writes to the history file
 * - `ERR_CHAT_HISTORY_FAILED`: the history could not be written, so nothing was delivered, or opened at all
 * - `ERR_CHAT_BANNED`, `ERR_CHAT_MUTED`, `ERR_CHAT_DENIED`: an operator's doing, or an operator's right
 * - `ERR_CHAT_FULL`: a bound is reached: rooms, bans, mutes, who is ignored, or what is asked for at once
 * - `ERR_CHAT_TOO_FAST`: an account, or an address, does too much at once, over all its connections
 * - `ERR_CHAT_BAD_INPUT`: a name, a text, or a number that cannot be
 * - `ERR_CHAT_NOT_HERE`: no such member or room, or not a member of it
 * - `ERR_CHAT_CLOSED`: the client was closed: kicked, too slow, flooding, or the like
 * - `ERR_CHAT_HUB_GONE`: the hub's port closed
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

/** An error of the chat. Its message is fit to be shown to a user. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  /** What happened, for programs. */
  readonly code: ChatErrorCode;
  /** When it may be tried again, if that is known; it has been counted already. */
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
