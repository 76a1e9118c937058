import { ClientError, type ClientErrorCode, type ServerReply } from '../errors.ts';
import { overflowError } from '../irc/budget.ts';
import { createMessage, type IrcMessage } from '../irc/message.ts';
import { isTemporary, refusalIn } from '../irc/replies.ts';
import type { IrcSocket } from './irc-socket.ts';

/** Numerics that end a login at any step. */
const fatalNumerics: Readonly<Record<string, ClientErrorCode>> = {
  '432': 'ERR_CLIENT_NAME_REFUSED',
  '433': 'ERR_CLIENT_NAME_IN_USE',
  '436': 'ERR_CLIENT_NAME_IN_USE',
  '437': 'ERR_CLIENT_NAME_IN_USE',
  '464': 'ERR_CLIENT_LOGIN_REFUSED',
  '465': 'ERR_CLIENT_LOGIN_REFUSED',
  '477': 'ERR_CLIENT_LOGIN_REFUSED',
};

/** More messages than any server sends before its welcome. */
const maxMessages = 2000;

/** The exchange with a server before its welcome (001). */
export class LoginDialog {
  readonly #socket: IrcSocket;
  /** Whether the server negotiates capabilities, and therefore waits for `CAP END`. */
  negotiated = false;
  #count = 0;
  #lastError: string | undefined;
  #lastNotice: string | undefined;

  constructor(socket: IrcSocket) {
    this.#socket = socket;
  }

  send(command: string, ...params: readonly string[]): void {
    this.#socket.send(createMessage(command, ...params));
  }

  /**
   * Receives messages until `find` returns something for one of them.
   *
   * @throws {ClientError} if the server refuses the login, or the connection ends
   */
  async waitFor<Found>(find: (message: IrcMessage) => Found | undefined): Promise<Found> {
    for (;;) {
      const message = await this.#socket.receive();
      if (message === undefined) throw this.#endError();
      this.#count += 1;
      if (this.#count > maxMessages) throw overflowError('an endless greeting');
      const found = find(message);
      if (found !== undefined) return found;
      this.#checkRefusal(message);
    }
  }

  #checkRefusal(message: IrcMessage): void {
    const { command, params } = message;
    if (command === 'ERROR') this.#lastError = params.at(-1);
    if (command === 'NOTICE') this.#lastNotice = params.at(-1);
    const refusal = refusalIn(message);
    if (refusal === undefined) return;
    const code = command === 'FAIL' ? 'ERR_CLIENT_LOGIN_REFUSED' : fatalNumerics[command];
    if (code !== undefined) throw loginError(code, refusal);
  }

  #endError(): ClientError {
    const reason = this.#socket.error ?? new ClientError('ERR_CLIENT_LOST', 'The connection ended');
    if (reason.code === 'ERR_CLIENT_TIMEOUT' && this.#lastNotice !== undefined) {
      // Often the notice says what the server is waiting for.
      return new ClientError(
        reason.code,
        `${reason.message}; the server said: ${this.#lastNotice}`,
      );
    }
    if (this.#lastError === undefined || reason.code !== 'ERR_CLIENT_LOST') return reason;
    const reply = { code: 'ERROR', text: this.#lastError };
    const code = isTemporary(reply) ? 'ERR_CLIENT_THROTTLED' : reason.code;
    const text = `The server closed the connection: ${this.#lastError}`;
    return new ClientError(code, text, { cause: reason, reply });
  }
}

/** The error for a refusal during the login; `ERR_CLIENT_THROTTLED` if it is temporary. */
export function loginError(code: ClientErrorCode, reply: ServerReply): ClientError {
  const canBeTemporary =
    code === 'ERR_CLIENT_LOGIN_REFUSED' || code === 'ERR_CLIENT_REGISTER_REFUSED';
  return new ClientError(
    canBeTemporary && isTemporary(reply) ? 'ERR_CLIENT_THROTTLED' : code,
    reply.text === '' ? `Refused by the server (${reply.code})` : reply.text,
    { reply },
  );
}

/** The name and secrets to log in with. */
interface Credentials {
  readonly account: string;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Maximum bytes of an `AUTHENTICATE` parameter (IRCv3 sasl-3.1). */
const chunkBytes = 400;

/** Authenticates by SASL PLAIN: with the token, and if that is refused with the password. */
export async function authenticate(
  dialog: LoginDialog,
  { account, password, token }: Credentials,
): Promise<{ method: 'token' | 'password'; tokenError: ClientError | undefined }> {
  let tokenError: ClientError | undefined;
  if (token !== undefined) {
    const refusal = await authenticatePlain(dialog, account, token);
    if (refusal === undefined) return { method: 'token', tokenError };
    tokenError = loginError('ERR_CLIENT_LOGIN_REFUSED', refusal);
    if (password === undefined || tokenError.code === 'ERR_CLIENT_THROTTLED') throw tokenError;
  }
  const refusal = await authenticatePlain(dialog, account, password ?? '');
  if (refusal === undefined) return { method: 'password', tokenError };
  throw loginError('ERR_CLIENT_LOGIN_REFUSED', refusal);
}

/** Resolves to the server's refusal, or undefined if it accepted the secret. */
async function authenticatePlain(
  dialog: LoginDialog,
  account: string,
  secret: string,
): Promise<ServerReply | undefined> {
  dialog.send('AUTHENTICATE', 'PLAIN');
  const challenge = await saslOutcome(dialog, { expectChallenge: true });
  if (challenge !== 'continue') return challenge;
  const response = Buffer.from(`\0${account}\0${secret}`).toString('base64');
  for (let start = 0; start < response.length; start += chunkBytes) {
    dialog.send('AUTHENTICATE', response.slice(start, start + chunkBytes));
  }
  // A full chunk announces another one; `+` is an empty one.
  if (response.length % chunkBytes === 0) dialog.send('AUTHENTICATE', '+');
  const outcome = await saslOutcome(dialog, { expectChallenge: false });
  return outcome === 'continue' ? undefined : outcome;
}

/** Waits for the next step: `continue`, the refusal, or undefined for success. */
async function saslOutcome(
  dialog: LoginDialog,
  { expectChallenge }: { readonly expectChallenge: boolean },
): Promise<ServerReply | 'continue' | undefined> {
  type Outcome = { readonly outcome: ServerReply | 'continue' | undefined };
  const { outcome } = await dialog.waitFor<Outcome>((message) => {
    const { command, params } = message;
    if (command === 'AUTHENTICATE') {
      return expectChallenge && params[0] === '+' ? { outcome: 'continue' } : undefined;
    }
    if (command === '903' || command === '907') return { outcome: undefined };
    const isRefusal =
      /^90[24568]$/.test(command) || (command === 'FAIL' && params[0] === 'AUTHENTICATE');
    return isRefusal ? { outcome: refusalIn(message) } : undefined;
  });
  return outcome;
}
