import { ClientError, type ClientErrorCode, type ServerReply } from '../errors.ts';
import type { IrcMessage } from '../irc/message.ts';
import { overflow } from '../irc/budget.ts';
import { asksForPatience, refusalIn } from '../irc/reply.ts';
import type { Wire } from '../irc/wire.ts';

/** Numerics that end a login whatever step it is at. */
const fatal: Readonly<Record<string, ClientErrorCode>> = {
  '432': 'ERR_CLIENT_NAME_REFUSED',
  '433': 'ERR_CLIENT_NAME_IN_USE',
  '436': 'ERR_CLIENT_NAME_IN_USE',
  '437': 'ERR_CLIENT_NAME_IN_USE',
  '464': 'ERR_CLIENT_LOGIN_REFUSED',
  '465': 'ERR_CLIENT_LOGIN_REFUSED',
  '477': 'ERR_CLIENT_LOGIN_REFUSED',
};

/** No server says so much before it welcomes us. */
const maxMessages = 2000;

/** The talk with a server before it welcomes us. */
export class LoginTalk {
  readonly #wire: Wire;
  /** Whether the server negotiates capabilities, and so waits for `CAP END`. */
  negotiated = false;
  #count = 0;
  #farewell: string | undefined;
  #notice: string | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  send(message: IrcMessage): void {
    this.#wire.send(message);
  }

  /**
   * Takes messages until one of them is what is waited for.
   *
   * @throws {ClientError} if the server refuses the login, or the connection ends
   */
  async until<Found>(find: (message: IrcMessage) => Found | undefined): Promise<Found> {
    for (;;) {
      const message = await this.#wire.receive();
      if (message === undefined) throw this.#ended();
      this.#count += 1;
      if (this.#count > maxMessages) throw overflow('a greeting without an end');
      const found = find(message);
      if (found !== undefined) return found;
      this.#check(message);
    }
  }

  #check(message: IrcMessage): void {
    const { command, params } = message;
    if (command === 'ERROR') this.#farewell = params.at(-1);
    if (command === 'NOTICE') this.#notice = params.at(-1);
    const refusal = refusalIn(message);
    if (refusal === undefined) return;
    const code = command === 'FAIL' ? 'ERR_CLIENT_LOGIN_REFUSED' : fatal[command];
    if (code !== undefined) throw refused(code, refusal);
  }

  #ended(): ClientError {
    const why = this.#wire.ended ?? new ClientError('ERR_CLIENT_LOST', 'The connection ended');
    if (why.code === 'ERR_CLIENT_TIMEOUT' && this.#notice !== undefined) {
      // A server that waits for something has often said for what.
      return new ClientError(why.code, `${why.message}; the server said: ${this.#notice}`);
    }
    if (this.#farewell === undefined || why.code !== 'ERR_CLIENT_LOST') return why;
    const reply = { code: 'ERROR', text: this.#farewell };
    const code = asksForPatience(reply) ? 'ERR_CLIENT_THROTTLED' : why.code;
    return new ClientError(code, `The server ended the connection: ${this.#farewell}`, {
      cause: why,
      reply,
    });
  }
}

/** The error for a refusal at the login: that of the step, or that the server asks for patience. */
export function refused(code: ClientErrorCode, reply: ServerReply): ClientError {
  const patience = code === 'ERR_CLIENT_LOGIN_REFUSED' || code === 'ERR_CLIENT_REGISTER_REFUSED';
  return new ClientError(
    patience && asksForPatience(reply) ? 'ERR_CLIENT_THROTTLED' : code,
    reply.text === '' ? `Refused by the server (${reply.code})` : reply.text,
    { reply },
  );
}
