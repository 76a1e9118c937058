import { connect } from '../../chat/connect.ts';
import type { ChatClient } from '../../chat/chat-client.ts';
import type { ClientOptions } from '../../chat/client-options.ts';
import { type Offer, probe } from '../../chat/probe.ts';
import {
  defaultReservedNames,
  nameProblem,
  reservation,
} from '../../../../../common/names/account-name.ts';
import { codeOf, messageOf } from '../../../../../common/thrown.ts';
import { ClientError } from '../../errors.ts';
import { plainText } from '../../text/plain-text.ts';
import type { TokenFile } from '../token-file.ts';
import type { AskHidden } from './view.ts';

/** What a login of the program starts from. */
export interface LogInOptions {
  readonly client: ClientOptions & { readonly port: number };
  /** How the server is called, as tokens are kept under. */
  readonly server: string;
  readonly tokens: TokenFile | undefined;
  /** A password that was given beforehand. */
  readonly password: string | undefined;
  readonly register: boolean;
  /** Undefined where there is nobody to ask. */
  readonly ask: AskHidden | undefined;
  /** Tells the user something on the way. */
  readonly tell: (text: string) => void;
}

const maxAttempts = 3;

/**
 * Logs in with what there is: the token of an earlier login, else a password given beforehand, or one that is asked for.
 * The token goes first, so that a program started again and again does not gather tokens.
 *
 * @throws {ClientError} as `connect()`, and `ERR_CLIENT_LOGIN_REFUSED` if nobody gives a password
 */
export async function logIn(options: LogInOptions): Promise<ChatClient> {
  const { client, password, register, ask } = options;
  if (!register) {
    const resumed = await byToken(options);
    if (resumed !== undefined) return resumed;
  }
  if (password !== undefined) return await connect({ ...client, password, register });
  const offer = await probe(client);
  // Where the rules are known: a name nobody can have is refused before any password is asked for.
  if (offer.tokens) checkName(client.account);
  if (register) {
    if (ask === undefined) throw nobodyToAsk(client);
    return await registerNew(options, ask, offer);
  }
  if (!offer.login) return await withoutAccount(options, ask);
  if (ask === undefined) throw nobodyToAsk(client);
  return await byPassword(options, ask, offer);
}

/** With the token kept of an earlier login. One that is refused is forgotten. */
async function byToken({
  client,
  server,
  tokens,
  ask,
  tell,
}: LogInOptions): Promise<ChatClient | undefined> {
  const token = tokens?.get(server, client.account);
  if (token === undefined) return undefined;
  try {
    const resumed = await connect({ ...client, token });
    // Who sits there may type the password out of habit.
    if (ask !== undefined)
      tell(`no password needed: logged in with the token kept in ${tokens?.path}`);
    return resumed;
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED') throw error;
    tokens?.delete(server, client.account);
    tell('the kept session has ended');
    return undefined;
  }
}

async function byPassword(
  options: LogInOptions,
  ask: AskHidden,
  offer: Offer,
): Promise<ChatClient> {
  const { client, tell } = options;
  const { registration } = offer;
  const hint = registration ? ' (just Enter if the name is new)' : '';
  for (let attempt = 1; ; attempt += 1) {
    const password = await ask(`Password for ${client.account}${hint}: `);
    if (password === undefined) throw gaveUp();
    if (password === '' && registration) return await registerNew(options, ask, offer);
    try {
      return await connect({ ...client, password });
    } catch (error) {
      if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED' || attempt === maxAttempts) throw error;
      tell(plainText(messageOf(error)));
    }
  }
}

/** A threadline server takes no shorter one. */
const minPassword = 8;
const isReserved = reservation(defaultReservedNames);

function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  throw new ClientError('ERR_CLIENT_NAME_REFUSED', `"${name}" cannot be a name: ${problem}`);
}

async function registerNew(
  { client, tell }: LogInOptions,
  ask: AskHidden,
  { tokens: isThreadline }: Offer,
): Promise<ChatClient> {
  if (isThreadline && isReserved(client.account)) {
    const problem = `"${client.account}" is reserved: start with another name, as in other@host`;
    throw new ClientError('ERR_CLIENT_NAME_REFUSED', problem);
  }
  tell(`${client.account} becomes a new account`);
  for (let attempt = 1; ; attempt += 1) {
    const password = await ask('New password: ');
    if (password === undefined) throw gaveUp();
    if (isThreadline && password !== '' && [...password].length < minPassword) {
      tell(`a password has at least ${minPassword} characters`);
      if (attempt === maxAttempts) throw gaveUp();
      continue;
    }
    const again = await ask('The same again: ');
    if (again === undefined) throw gaveUp();
    try {
      if (password !== '' && password === again) {
        return await connect({ ...client, password, register: true });
      }
      tell(password === '' ? 'a password is needed' : 'these were not the same');
      if (attempt === maxAttempts) throw gaveUp();
    } catch (error) {
      if (codeOf(error) !== 'ERR_CLIENT_REGISTER_REFUSED' || attempt === maxAttempts) throw error;
      tell(plainText(messageOf(error)));
    }
  }
}

/** A server without accounts; it may have one password for all. */
async function withoutAccount(
  { client }: LogInOptions,
  ask: AskHidden | undefined,
): Promise<ChatClient> {
  try {
    return await connect(client);
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_LOGIN_REFUSED' || ask === undefined) throw error;
    const password = await ask("The server's password: ");
    if (password === undefined || password === '') throw error;
    return await connect({ ...client, password });
  }
}

function nobodyToAsk({ account }: ClientOptions): ClientError {
  return new ClientError(
    'ERR_CLIENT_LOGIN_REFUSED',
    `No password for ${account}: start once on a terminal, or give --password-stdin or THREADLINE_PASSWORD`,
  );
}

function gaveUp(): ClientError {
  return new ClientError('ERR_CLIENT_LOGIN_REFUSED', 'No password was given');
}
