import type { Authenticator } from '../authenticator.ts';
import type { Client } from '../session/client.ts';
import { authFailure, logFailedLogin, type Login } from '../session/login.ts';
import type { CommandResponse } from './response.ts';

/** The most bytes of base64 that a client may send. */
const maxBytes = 2048;
/** A piece of this length is followed by another. */
const pieceLength = 400;

/** What a client has sent in a row of `AUTHENTICATE` commands. */
type SaslStep =
  /** More pieces follow. */
  | { readonly type: 'more' }
  | { readonly type: 'aborted' }
  | { readonly type: 'too-long' }
  | { readonly type: 'invalid' }
  | { readonly type: 'plain'; readonly name: string; readonly secret: string };

/** Reads the SASL mechanism PLAIN (RFC 4616): base64 in pieces of 400, the last one shorter, or `+`. */
export class SaslPlain {
  #text = '';

  /** Takes the parameter of one command. */
  take(piece: string): SaslStep {
    if (piece === '*') return { type: 'aborted' };
    if (piece.length > pieceLength) return { type: 'too-long' };
    this.#text += piece === '+' ? '' : piece;
    if (this.#text.length > maxBytes) return { type: 'too-long' };
    if (piece.length === pieceLength) return { type: 'more' };
    return parsePlain(Buffer.from(this.#text, 'base64').toString('utf8'));
  }
}

function parsePlain(text: string): SaslStep {
  const [authorization, name = '', secret, ...rest] = text.split('\0');
  // Nobody may act as another user.
  const own = authorization === '' || authorization?.toLowerCase() === name.toLowerCase();
  if (!own || name === '' || secret === undefined || rest.length > 0) return { type: 'invalid' };
  return { type: 'plain', name, secret };
}

/** The codes that IRCv3 account-registration has for errors of the accounts. */
const failCodes: ReadonlyMap<string, string> = new Map([
  ['ERR_AUTH_NAME_TAKEN', 'ACCOUNT_EXISTS'],
  ['ERR_AUTH_NAME_RESERVED', 'BAD_ACCOUNT_NAME'],
  ['ERR_AUTH_BAD_NAME', 'BAD_ACCOUNT_NAME'],
  ['ERR_AUTH_BAD_PASSWORD', 'UNACCEPTABLE_PASSWORD'],
]);

/** Who registers an account. */
interface AccountRequest {
  readonly nick: string | undefined;
  /** Parameters of `REGISTER`: account, e-mail address, password. */
  readonly params: readonly string[];
  readonly client: Client;
  readonly authenticator: Authenticator;
}

/** Creates the account of a nick (IRCv3 account-registration); undefined if it failed, which the response says. */
export async function registerAccount(
  { nick, params, client, authenticator }: AccountRequest,
  response: CommandResponse,
): Promise<Login | undefined> {
  const [account = '', , password = ''] = params;
  const fail = (code: string, text: string): undefined =>
    response.fail('REGISTER', code, [account || '*'], text) as undefined;
  if (params.length < 3) return fail('NEED_MORE_PARAMS', 'Usage: REGISTER <account> * <password>');
  if (nick === undefined) return fail('NEED_NICK', 'Choose a nickname first');
  if (account !== '*' && account.toLowerCase() !== nick.toLowerCase()) {
    return fail('ACCOUNT_NAME_MUST_BE_NICK', 'The account must have the name of your nick');
  }
  try {
    const { address } = client;
    const registered = await authenticator.register(nick, password, { address });
    return { account: registered, by: 'registration' };
  } catch (error) {
    const { code, message } = authFailure(error);
    logFailedLogin(client.context, { name: nick, code });
    return fail(failCodes.get(code) ?? 'TEMPORARILY_UNAVAILABLE', message);
  }
}
