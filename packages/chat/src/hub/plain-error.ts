import { ChatError } from '../errors.ts';

/** Returns the form of an error that is sent to other threads and shown to users. */
export function plainError(error: unknown): {
  code: string;
  message: string;
  retryAfterMs?: number;
} {
  if (error instanceof ChatError) {
    const { code, message, retryAfterMs } = error;
    return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  }
  return { code: 'ERR_CHAT_HISTORY_FAILED', message: 'That cannot be done right now' };
}
