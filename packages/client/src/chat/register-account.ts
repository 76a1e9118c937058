import { ClientError } from '../errors.ts';
import { message } from '../irc/message.ts';
import { refusalIn } from '../irc/reply.ts';
import { authenticate } from './authenticate.ts';
import type { Capabilities } from './capabilities.ts';
import { type LoginTalk, refused } from './login-talk.ts';

/** Makes the account, and is logged in to it then (IRCv3 draft/account-registration). */
export async function registerAccount(
  talk: LoginTalk,
  capabilities: Capabilities,
  account: string,
  password: string,
): Promise<void> {
  if (!capabilities.has('draft/account-registration')) {
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', 'The server makes no accounts for its clients');
  }
  talk.send(message('REGISTER', account, '*', password));
  let loggedIn = false;
  await talk.until((answer) => {
    const { command, params } = answer;
    if (command === '900') loggedIn = true;
    if (command === 'REGISTER' && params[0] === 'SUCCESS') return true;
    const refusal = refusalIn(answer);
    if (command === 'REGISTER' && params[0] === 'VERIFICATION_REQUIRED') {
      const reply = { code: 'VERIFICATION_REQUIRED', text: params.at(-1) ?? '' };
      throw refused('ERR_CLIENT_REGISTER_REFUSED', reply);
    }
    if (command === 'FAIL' && params[0] === 'REGISTER' && refusal !== undefined) {
      throw refused('ERR_CLIENT_REGISTER_REFUSED', refusal);
    }
    return undefined;
  });
  if (!loggedIn && capabilities.has('sasl')) await authenticate(talk, { account, password });
}
