import type { IrcCommand } from '../irc-command.ts';
import { errorLine } from '../irc-reader.ts';
import { refuseGuest } from '../refuse-guest.ts';

/**
 * Makes a token that logs in without the password: `NOTE TOKEN TOKEN_ISSUED <token> <until>`. It is what
 * the capability `threadline/token` is about.
 */
export const token: IrcCommand = {
  name: 'TOKEN',
  cost: () => 10,
  async run(_message, { reply, authenticator, session, nick }) {
    if (refuseGuest('TOKEN', nick, reply)) return;
    const { token: text, expiresAt } = await authenticator.issueToken(nick, session.identity.proof);
    const until = new Date(expiresAt).toISOString();
    const advice = 'Whoever has it is you: give it in place of your password';
    if (reply.caps.has('standard-replies')) {
      return reply.line('NOTE', 'TOKEN', 'TOKEN_ISSUED', text, until, advice);
    }
    reply.line('NOTICE', nick, `${text} logs you in until ${until}. ${advice}`);
  },
};

/** Revokes all tokens of the account and closes the session: `NOTE LOGOUT TOKENS_REVOKED <count>`, then `ERROR`. */
export const logout: IrcCommand = {
  name: 'LOGOUT',
  async run(_message, { reply, session, authenticator, nick }) {
    if (refuseGuest('LOGOUT', nick, reply)) return;
    const origin = { address: session.client.address, session: session.identity.tag };
    const count = await authenticator.revoke(nick, origin);
    const text = count === 1 ? '1 token revoked' : `${count} tokens revoked`;
    reply.note('LOGOUT', 'TOKENS_REVOKED', [String(count)], text);
    reply.last = true;
    const farewell = reply.encodeAhead() + errorLine('Closing link: logged out');
    session.close('quit', 'quit', farewell);
  },
};
