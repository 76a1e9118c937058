import { accountOf } from '../protocol/names.ts';
import type { Reply } from './reply.ts';

/** Refuses a command that is for accounts to somebody who has none; false if that is nobody to refuse. */
export function refuseGuest(command: string, nick: string, reply: Reply): boolean {
  if (accountOf(nick) !== undefined) return false;
  reply.fail(command, 'ACCOUNT_REQUIRED', [], 'Guests have no account');
  return true;
}
