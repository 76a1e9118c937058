import {
  defaultReservedNames,
  nameProblem,
  reservation,
} from '../../../../../common/names/account-name.ts';
import { codeOf, messageOf } from '../../../../../common/thrown.ts';
import { type ChatClient, connect } from '../../chat/chat-client.ts';
import { type AccountSupport, probeAccountSupport } from '../../connection/capabilities.ts';
import type { ClientOptions } from '../../connection/client-options.ts';
import { ClientError } from '../../errors.ts';
import { plainText } from '../../irc/text.ts';
import type { TokenFile } from '../saved-state.ts';
import type { AskHidden } from './hidden-question.ts';

/** Options of {@link logIn}. */
interface LogInOptions {
  readonly client: ClientOptions & { readonly port: number };
  /** The server's address, under which tokens are saved. */
  readonly server: string;
  readonly tokens: TokenFile | undefined;
  /** The home folder, shown as `~`. */
  readonly home: string | undefined;
  /** A password from the environment or the input. */
  readonly password: string | undefined;
  readonly register: boolean;
  /** Undefined without an interactive terminal. */
  readonly ask: AskHidden | undefined;
  /** Shows a line to the user. */
  readonly print: (text: string) => void;
}

const maxAttempts = 3;

/**
 * Logs in with the saved token, else with the given password, else with one it asks for. The token comes first, so that a
 * program started again and again does not accumulate tokens.
 *
 * @throws {ClientError} as `connect()`, and `ERR_CLIENT_LOGIN_REFUSED` if there is no password
 */
export async function logIn(options: LogInOptions): Promise<ChatClient> {
  const { client, password, register, ask } = options;
  if (!register) {
    const loggedIn = await logInByToken(options);
    if (loggedIn !== undefined) return loggedIn;
  }
  if (password !== undefined) return await connect({ ...client, password, register });
  const support = await probeAccountSupport(client);
  // If the rules are known, an invalid name is rejected before asking for a password.
  if (support.tokens) checkName(client.account);
  if (register) {
    if (ask === undefined) throw missingPasswordError(client);
    return await registerNew(options, ask, support);
  }
  if (!support.login) return await logInWithoutAccount(options, ask);
  if (ask === undefined) throw missingPasswordError(client);
  return await logInByPassword(options, ask, support);
}

/** Logs in with the saved token. If it is refused, deletes it and resolves to undefined. */
async function logInByToken({
  client,
  server,
  tokens,
  home,
  ask,
  print,
}: LogInOptions): Promise<ChatClient | undefined> {
  const token = tokens?.get(server, client.account);
  if (token === undefined) return undefined;
  try {
    const loggedIn = await connect({ ...client, token });
    // Otherwise the user might type the password out of habit, into the chat.
    if (ask !== undefined) {
      const path = shortenPath(tokens?.path ?? '', home);
      print(`no password needed: logged in with the session token in ${path}`);
    }
    return loggedIn;
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED') throw error;
    tokens?.delete(server, client.account);
    print('the saved session token is no longer valid');
    return undefined;
  }
}

function shortenPath(path: string, home: string | undefined): string {
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

async function logInByPassword(
  options: LogInOptions,
  ask: AskHidden,
  support: AccountSupport,
): Promise<ChatClient> {
  const { client, print } = options;
  const { registration } = support;
  const hint = registration ? ' (leave empty to register)' : '';
  for (let attempt = 1; ; attempt += 1) {
    const password = await ask(`Password for ${client.account}${hint}: `);
    if (password === undefined) throw noPasswordError();
    if (password === '' && registration) return await registerNew(options, ask, support);
    try {
      return await connect({ ...client, password });
    } catch (error) {
      if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED' || attempt === maxAttempts) throw error;
      print(plainText(messageOf(error)));
    }
  }
}

/** The minimum of a threadline server, in characters. */
const minPasswordLength = 8;
const isReserved = reservation(defaultReservedNames);

function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  throw new ClientError('ERR_CLIENT_NAME_REFUSED', `"${name}" cannot be a name: ${problem}`);
}

async function registerNew(
  { client, print }: LogInOptions,
  ask: AskHidden,
  { tokens: isThreadline }: AccountSupport,
): Promise<ChatClient> {
  if (isThreadline && isReserved(client.account)) {
    const problem = `"${client.account}" is reserved: use another name, as in other@host`;
    throw new ClientError('ERR_CLIENT_NAME_REFUSED', problem);
  }
  print(`creating a new account for ${client.account}`);
  for (let attempt = 1; ; attempt += 1) {
    const password = await ask('New password: ');
    if (password === undefined) throw noPasswordError();
    if (isThreadline && password !== '' && [...password].length < minPasswordLength) {
      print(`a password needs at least ${minPasswordLength} characters`);
      if (attempt === maxAttempts) throw noPasswordError();
      continue;
    }
    const repeated = await ask('Repeat password: ');
    if (repeated === undefined) throw noPasswordError();
    try {
      if (password !== '' && password === repeated) {
        return await connect({ ...client, password, register: true });
      }
      print(password === '' ? 'a password is required' : 'the passwords do not match');
      if (attempt === maxAttempts) throw noPasswordError();
    } catch (error) {
      if (codeOf(error) !== 'ERR_CLIENT_REGISTER_REFUSED' || attempt === maxAttempts) throw error;
      print(plainText(messageOf(error)));
    }
  }
}

/** A server without accounts may still have one password for all users. */
async function logInWithoutAccount(
  { client }: LogInOptions,
  ask: AskHidden | undefined,
): Promise<ChatClient> {
  try {
    return await connect(client);
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED' || ask === undefined) throw error;
    const password = await ask('Server password: ');
    if (password === undefined || password === '') throw error;
    return await connect({ ...client, password });
  }
}

function missingPasswordError({ account }: ClientOptions): ClientError {
  return new ClientError(
    'ERR_CLIENT_LOGIN_REFUSED',
    `No password for ${account}: run this once in a terminal, or use --password-stdin or THREADLINE_PASSWORD`,
  );
}

function noPasswordError(): ClientError {
  return new ClientError('ERR_CLIENT_LOGIN_REFUSED', 'No password was given');
}
