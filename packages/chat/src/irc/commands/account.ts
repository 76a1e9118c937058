import { authFailure } from '../../session/login.ts';
import { type IrcCommand, rejectGuest } from '../command.ts';
import { closingLine } from '../response.ts';

const failCodes: ReadonlyMap<string, string> = new Map([
  ['ERR_AUTH_BAD_CREDENTIALS', 'BAD_CREDENTIALS'],
  ['ERR_AUTH_BAD_PASSWORD', 'UNACCEPTABLE_PASSWORD'],
]);

/**
 * `PASSWD <old> <new>` changes the password. Passwords with spaces are sent as one parameter: the base64 of the old one,
 * NUL and the new one. The response is `NOTE PASSWD PASSWORD_CHANGED`. All tokens are revoked, and the other sessions of
 * the account end.
 */
const passwd: IrcCommand = {
  name: 'PASSWD',
  cost: () => 10,
  params: 1,
  async run({ params }, context) {
    const { response, authenticator, session, nick } = context;
    if (rejectGuest('PASSWD', context)) return;
    const fail = (code: string, text: string): void => response.fail('PASSWD', code, [], text);
    const [oldPassword, newPassword, ...rest] =
      params.length === 1 ? decodePasswords(params[0] ?? '') : params;
    if (!oldPassword || !newPassword || rest.length > 0) {
      return fail('INVALID_PARAMS', 'Usage: PASSWD <old> :<new>');
    }
    try {
      const origin = { address: session.client.address, session: session.identity.tag };
      session.identity.renew(
        await authenticator.changePassword(nick, oldPassword, newPassword, origin),
      );
    } catch (error) {
      const { code, message } = authFailure(error);
      const failCode = failCodes.get(code);
      if (failCode === undefined) throw error;
      return fail(failCode, failCode === 'BAD_CREDENTIALS' ? 'The old password is wrong' : message);
    }
    const text =
      'Your password is changed, your tokens are revoked, your other sessions have ended';
    response.note('PASSWD', 'PASSWORD_CHANGED', [], text);
  },
};

function decodePasswords(base64: string): string[] {
  return Buffer.from(base64, 'base64').toString('utf8').split('\0');
}

/**
 * Issues a token that logs in without the password: `NOTE TOKEN TOKEN_ISSUED <token> <until>`. The capability
 * `threadline/token` announces the command.
 */
const token: IrcCommand = {
  name: 'TOKEN',
  cost: () => 10,
  async run(_message, context) {
    const { response, authenticator, session, nick } = context;
    if (rejectGuest('TOKEN', context)) return;
    const { token: text, expiresAt } = await authenticator.issueToken(nick, session.identity.proof);
    const until = new Date(expiresAt).toISOString();
    const advice = 'Use it in place of your password; anyone who has it can log in as you';
    if (response.caps.has('standard-replies')) {
      return response.line('NOTE', 'TOKEN', 'TOKEN_ISSUED', text, until, advice);
    }
    response.line('NOTICE', nick, `${text} logs you in until ${until}. ${advice}`);
  },
};

/** Revokes all tokens and closes the session: `NOTE LOGOUT TOKENS_REVOKED <count>`, then `ERROR`. */
const logout: IrcCommand = {
  name: 'LOGOUT',
  async run(_message, context) {
    const { response, session, authenticator, nick } = context;
    if (rejectGuest('LOGOUT', context)) return;
    const origin = { address: session.client.address, session: session.identity.tag };
    const count = await authenticator.revoke(nick, origin);
    const text = count === 1 ? '1 token revoked' : `${count} tokens revoked`;
    response.note('LOGOUT', 'TOKENS_REVOKED', [String(count)], text);
    session.close('quit', 'quit', response.encode() + closingLine('logged out'));
  },
};

/** Commands about the user's own account. */
export const accountCommands: readonly IrcCommand[] = [passwd, token, logout];
