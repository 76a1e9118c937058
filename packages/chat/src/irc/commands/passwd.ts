import { refusal } from '../../session/proof.ts';
import type { IrcCommand } from '../irc-command.ts';
import { refuseGuest } from '../refuse-guest.ts';

const failures: ReadonlyMap<string, string> = new Map([
  ['ERR_AUTH_BAD_CREDENTIALS', 'BAD_CREDENTIALS'],
  ['ERR_AUTH_BAD_PASSWORD', 'UNACCEPTABLE_PASSWORD'],
]);

/**
 * Changes the password of who knows the old one: `PASSWD <old> <new>`, or, as either may hold spaces, base64 of the
 * old one, NUL and the new one, as a single parameter. The answer is `NOTE PASSWD PASSWORD_CHANGED`. All tokens
 * are revoked, and the other sessions of the account end.
 */
export const passwd: IrcCommand = {
  name: 'PASSWD',
  cost: () => 10,
  params: 1,
  async run({ params }, { reply, authenticator, session, nick }) {
    if (refuseGuest('PASSWD', nick, reply)) return;
    const fail = (code: string, text: string): void => reply.fail('PASSWD', code, [], text);
    const [old, chosen, ...rest] = params.length === 1 ? decoded(params[0] ?? '') : params;
    if (!old || !chosen || rest.length > 0) {
      return fail('INVALID_PARAMS', 'How? PASSWD <old> :<new>');
    }
    try {
      const { address } = session.client;
      const origin = { address, session: session.identity.tag };
      session.identity.renew(await authenticator.changePassword(nick, old, chosen, origin));
    } catch (error) {
      const { code, message } = refusal(error);
      const failure = failures.get(code);
      if (failure === undefined) throw error;
      return fail(failure, failure === 'BAD_CREDENTIALS' ? 'The old password is wrong' : message);
    }
    const text = 'Your password is changed, your tokens are revoked, and your other sessions ended';
    if (!reply.caps.has('standard-replies')) return reply.line('NOTICE', nick, text);
    reply.line('NOTE', 'PASSWD', 'PASSWORD_CHANGED', text);
  },
};

function decoded(base64: string): string[] {
  return Buffer.from(base64, 'base64').toString('utf8').split('\0');
}
