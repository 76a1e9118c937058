import { codeOf } from '../../../../common/thrown.ts';
import { abortedError, ClientError } from '../errors.ts';
import { refusalIn } from '../irc/replies.ts';
import { type Capabilities, negotiateCapabilities } from './capabilities.ts';
import type { ClientOptions } from './client-options.ts';
import type { IrcSocket } from './irc-socket.ts';
import { authenticate, LoginDialog, loginError } from './login-dialog.ts';

type LoginOptions = Pick<
  ClientOptions,
  'account' | 'password' | 'token' | 'register' | 'realName' | 'loginTimeoutMs' | 'signal'
>;

/** The result of a login. */
export interface LoginResult {
  /** Our nick. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** How the account was authenticated; `none` if the server did not require it, or may not have checked the password. */
  readonly method: 'password' | 'token' | 'register' | 'none';
  /** Set if the token was refused, and the password accepted. */
  readonly tokenError: ClientError | undefined;
}

/**
 * Logs in on a new connection: capabilities, authentication, then the welcome (001). Messages after the welcome are left on
 * the socket.
 *
 * @throws {ClientError} `ERR_CLIENT_LOGIN_REFUSED` and similar; `ERR_CLIENT_TIMEOUT`; the reason why the connection ended
 */
export async function login(socket: IrcSocket, options: LoginOptions): Promise<LoginResult> {
  const { loginTimeoutMs = 30_000, signal } = options;
  const timer = setTimeout(() => {
    const seconds = loginTimeoutMs / 1000;
    const problem = `The login took longer than ${seconds} s`;
    socket.destroy(new ClientError('ERR_CLIENT_TIMEOUT', problem));
  }, loginTimeoutMs);
  const abort = (): void => socket.destroy(abortedError(signal));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await runLogin(new LoginDialog(socket), options);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function runLogin(dialog: LoginDialog, options: LoginOptions): Promise<LoginResult> {
  const { account, password, token, register = false, realName = account } = options;
  const capabilities = await negotiateCapabilities(dialog);
  const sasl = capabilities.has('sasl');
  // A server without SASL takes one secret, before the name; it is unlikely to know tokens.
  const secret = sasl ? (token ?? password) : (password ?? token);
  if (!sasl && secret !== undefined && !register) dialog.send('PASS', secret);
  dialog.send('NICK', account);
  dialog.send('USER', account, '0', '*', realName);

  let method: LoginResult['method'] = 'none';
  let tokenError: ClientError | undefined;
  if (register === 'if-new' && sasl) {
    method = await logInOrRegister(dialog, capabilities, account, password ?? '');
  } else if (register) {
    await registerAccount(dialog, capabilities, account, password ?? '');
    method = 'register';
  } else if (sasl && secret !== undefined) {
    ({ method, tokenError } = await authenticate(dialog, { account, password, token }));
  }
  if (dialog.negotiated) dialog.send('CAP', 'END');
  const isGuest = method === 'none' && capabilities.has('threadline/token');
  const name = await waitForWelcome(dialog, account, { isGuest });
  return { name, capabilities, method, tokenError };
}

/**
 * Waits for the welcome; resolves to our nick.
 *
 * @param isGuest whether to log in without an account to a threadline server. If it does not admit guests, it waits for a
 *   password without an error. It responds to commands in order, so a PONG before the welcome means that it waits.
 */
async function waitForWelcome(
  dialog: LoginDialog,
  account: string,
  { isGuest }: { readonly isGuest: boolean },
): Promise<string> {
  if (isGuest) dialog.send('PING', 'welcome');
  return await dialog.waitFor(({ command, params }) => {
    if (isGuest && command === 'PONG') {
      const problem = `The server requires a password or a session token for ${account}`;
      throw new ClientError('ERR_CLIENT_LOGIN_REFUSED', problem);
    }
    return command === '001' ? (params[0] ?? account) : undefined;
  });
}

/** Logs in, or registers the account if it does not exist. A refused login to an existing account stays refused. */
async function logInOrRegister(
  dialog: LoginDialog,
  capabilities: Capabilities,
  account: string,
  password: string,
): Promise<LoginResult['method']> {
  try {
    return (await authenticate(dialog, { account, password })).method;
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED') throw error;
    try {
      await registerAccount(dialog, capabilities, account, password);
      return 'register';
    } catch (refusal) {
      const exists = refusal instanceof ClientError && refusal.reply?.code === 'ACCOUNT_EXISTS';
      throw exists ? error : refusal;
    }
  }
}

/** Registers an account and logs in to it (IRCv3 draft/account-registration). */
async function registerAccount(
  dialog: LoginDialog,
  capabilities: Capabilities,
  account: string,
  password: string,
): Promise<void> {
  if (!capabilities.has('draft/account-registration')) {
    const problem = 'The server does not support registration by the client';
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', problem);
  }
  dialog.send('REGISTER', account, '*', password);
  let loggedIn = false;
  await dialog.waitFor((message) => {
    const { command, params } = message;
    if (command === '900') loggedIn = true;
    if (command === 'REGISTER' && params[0] === 'SUCCESS') return true;
    if (command === 'REGISTER' && params[0] === 'VERIFICATION_REQUIRED') {
      const reply = { code: 'VERIFICATION_REQUIRED', text: params.at(-1) ?? '' };
      throw loginError('ERR_CLIENT_REGISTER_REFUSED', reply);
    }
    const refusal = refusalIn(message);
    if (command === 'FAIL' && params[0] === 'REGISTER' && refusal !== undefined) {
      throw loginError('ERR_CLIENT_REGISTER_REFUSED', refusal);
    }
    return undefined;
  });
  if (!loggedIn && capabilities.has('sasl')) await authenticate(dialog, { account, password });
}
