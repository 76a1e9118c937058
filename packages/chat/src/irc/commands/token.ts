import type { IrcCommand } from '../irc-command.ts';
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
