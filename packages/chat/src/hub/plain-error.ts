import { ChatError } from '../errors.ts';

/** What another thread, and a user, is told of an error. */
export function plainError(error: unknown): { code: string; message: string } {
  if (error instanceof ChatError) return { code: error.code, message: error.message };
  return { code: 'ERR_CHAT_HISTORY_FAILED', message: 'That cannot be done right now' };
}
