import { ChatError } from '../errors.ts';
import type { Session } from '../session/session.ts';

/** The room the session talks in. @throws ChatError `ERR_CHAT_NOT_HERE` if it is in none. */
export function needRoom(session: Session): string {
  if (session.room !== undefined) return session.room;
  throw new ChatError('ERR_CHAT_NOT_HERE', 'You are in no room: /join lobby, or another');
}

/** An argument that has to be there. @throws ChatError `ERR_CHAT_BAD_INPUT` with an example if it is not. */
export function need(argument: string, example: string): string {
  if (argument !== '') return argument;
  throw new ChatError('ERR_CHAT_BAD_INPUT', `Something is missing: ${example}`);
}
