import type { Authenticator } from '../authenticator.ts';
import type { Client } from '../session/client.ts';
import { logFailedLogin } from '../session/log-login.ts';
import { type Login, refusal } from '../session/proof.ts';
import type { Reply } from './reply.ts';

/** What a `REGISTER` command comes with. */
interface Request {
  readonly nick: string | undefined;
  /** Account, e-mail address, password. */
  readonly params: readonly string[];
  readonly client: Client;
  readonly authenticator: Authenticator;
}

const failures: ReadonlyMap<string, string> = new Map([
  ['ERR_AUTH_NAME_TAKEN', 'ACCOUNT_EXISTS'],
  ['ERR_AUTH_NAME_RESERVED', 'BAD_ACCOUNT_NAME'],
  ['ERR_AUTH_BAD_NAME', 'BAD_ACCOUNT_NAME'],
  ['ERR_AUTH_BAD_PASSWORD', 'UNACCEPTABLE_PASSWORD'],
]);

/** Makes an account named as the nick (IRCv3 account-registration); undefined if that failed, and why is told. */
export async function registerAccount(request: Request, reply: Reply): Promise<Login | undefined> {
  const { nick, params, client, authenticator } = request;
  const [account = '', , password = ''] = params;
  const fail = (code: string, text: string): undefined =>
    reply.fail('REGISTER', code, [account || '*'], text) as undefined;
  if (params.length < 3) return fail('NEED_MORE_PARAMS', 'How? REGISTER <account> * <password>');
  if (nick === undefined) return fail('NEED_NICK', 'Choose a nickname first');
  if (account !== '*' && account.toLowerCase() !== nick.toLowerCase()) {
    return fail('ACCOUNT_NAME_MUST_BE_NICK', 'An account is named as its nickname');
  }
  try {
    const { address } = client;
    return {
      account: await authenticator.register(nick, password, { address }),
      by: 'registration',
    };
  } catch (error) {
    const { code, message } = refusal(error);
    logFailedLogin(client.context, { name: nick, code });
    return fail(failures.get(code) ?? 'TEMPORARILY_UNAVAILABLE', message);
  }
}
