import { ChatError } from '../errors.ts';
import { accountOf } from '../protocol/names.ts';
import type { Session } from '../session/session.ts';

/** The room the session talks in. @throws ChatError `ERR_CHAT_NOT_HERE` if it is in none. */
export function needRoom(session: Session): string {
  if (session.room !== undefined) return session.room;
  throw new ChatError('ERR_CHAT_NOT_HERE', 'You are in no room: /join lobby, or another');
}

/** The account of the session. @throws ChatError `ERR_CHAT_DENIED` if it is a guest's, which has none. */
export function needAccount({ account }: Session): string {
  if (accountOf(account) !== undefined) return account;
  throw new ChatError('ERR_CHAT_DENIED', 'Guests have no account: /quit, and log in by a name');
}

/** An argument that has to be there. @throws ChatError `ERR_CHAT_BAD_INPUT` with an example if it is not. */
export function need(argument: string, example: string): string {
  if (argument !== '') return argument;
  throw new ChatError('ERR_CHAT_BAD_INPUT', `Something is missing: ${example}`);
}
