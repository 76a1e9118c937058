import { codeOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { message } from '../irc/message.ts';
import type { Wire } from '../irc/wire.ts';
import { agreeOnCapabilities } from './agree.ts';
import type { Capabilities } from './capabilities.ts';
import { authenticate } from './authenticate.ts';
import type { ClientOptions } from './client-options.ts';
import { LoginTalk } from './login-talk.ts';
import { registerAccount } from './register-account.ts';

/** What a login needs. */
export type LoginOptions = Pick<
  ClientOptions,
  'account' | 'password' | 'token' | 'register' | 'realName' | 'loginTimeoutMs' | 'signal'
>;

/** What a login came to. */
export interface Welcome {
  /** The name the server calls us by. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What proved who we are; `none` where the server wanted nothing, or was given a password it may not have looked at. */
  readonly by: 'password' | 'token' | 'register' | 'none';
  /** The token was refused, and the password taken. */
  readonly tokenRefused: ClientError | undefined;
}

/**
 * Logs in on a fresh connection: capabilities, then who we are, then the welcome (001). What comes behind the welcome is left
 * on the wire.
 *
 * @throws {ClientError} `ERR_CLIENT_LOGIN_REFUSED` and its like; `ERR_CLIENT_TIMEOUT`; why the connection ended
 */
export async function login(wire: Wire, options: LoginOptions): Promise<Welcome> {
  const { loginTimeoutMs = 30_000, signal } = options;
  const timer = setTimeout(() => {
    const seconds = loginTimeoutMs / 1000;
    wire.destroy(new ClientError('ERR_CLIENT_TIMEOUT', `The login took longer than ${seconds} s`));
  }, loginTimeoutMs);
  const abort = (): void =>
    wire.destroy(new ClientError('ERR_CLIENT_ABORTED', 'Aborted', { cause: signal?.reason }));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await introduce(new LoginTalk(wire), options);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function introduce(talk: LoginTalk, options: LoginOptions): Promise<Welcome> {
  const { account, password, token, register = false, realName = account } = options;
  const capabilities = await agreeOnCapabilities(talk);
  const sasl = capabilities.has('sasl');
  // A server without SASL may take one secret this way, before the name; tokens are nothing it is likely to know.
  const secret = sasl ? (token ?? password) : (password ?? token);
  if (!sasl && secret !== undefined && !register) talk.send(message('PASS', secret));
  talk.send(message('NICK', account));
  talk.send(message('USER', account, '0', '*', realName));

  let by: Welcome['by'] = 'none';
  let tokenRefused: ClientError | undefined;
  if (register === 'if-new' && sasl) {
    by = await logInOrRegister(talk, capabilities, { account, password: password ?? '' });
  } else if (register) {
    await registerAccount(talk, capabilities, account, password ?? '');
    by = 'register';
  } else if (sasl && secret !== undefined) {
    ({ by, tokenRefused } = await authenticate(talk, { account, password, token }));
  }
  if (talk.negotiated) talk.send(message('CAP', 'END'));
  const name = await talk.until(({ command, params }) =>
    command === '001' ? (params[0] ?? account) : undefined,
  );
  return { name, capabilities, by, tokenRefused };
}

/** Logs in, or makes the account if there is none; a login that is refused with one that is there was refused rightly. */
async function logInOrRegister(
  talk: LoginTalk,
  capabilities: Capabilities,
  { account, password }: { readonly account: string; readonly password: string },
): Promise<Welcome['by']> {
  try {
    return (await authenticate(talk, { account, password })).by;
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED') throw error;
    try {
      await registerAccount(talk, capabilities, account, password);
      return 'register';
    } catch (refusal) {
      const exists = refusal instanceof ClientError && refusal.reply?.code === 'ACCOUNT_EXISTS';
      throw exists ? error : refusal;
    }
  }
}
