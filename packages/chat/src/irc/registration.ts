import type { Authenticator } from '../authenticator.ts';
import { serverName } from '../render/irc-line.ts';
import { sourceOf } from '../render/irc-message-lines.ts';
import type { Client } from '../session/client.ts';
import {
  authFailure,
  guestLogin,
  logFailedLogin,
  logInBySecret,
  type Login,
} from '../session/login.ts';
import { CapNegotiation } from './capabilities.ts';
import { registerAccount, SaslPlain } from './credentials.ts';
import type { MessageReader } from './input.ts';
import type { IrcMessage } from './message.ts';
import { closingLine, CommandResponse } from './response.ts';

/** Names that an account may have; no other nick could ever be registered. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}$/;

/** A registered client. */
interface Registered extends Login {
  readonly realName: string;
  readonly caps: CapNegotiation;
}

interface RegistrationOptions {
  readonly authenticator: Authenticator;
  readonly maxLoginFailures: number;
  readonly guests: boolean;
}

/**
 * Registers a client: handles its first commands until it has a nick and has logged in to the account of that name, by
 * SASL, by `PASS`, or by creating the account.
 */
export class Registration {
  readonly caps = new CapNegotiation();
  readonly #client: Client;
  readonly #reader: MessageReader;
  readonly #options: RegistrationOptions;
  #nick: string | undefined;
  #realName: string | undefined;
  #password: string | undefined;
  #login: Login | undefined;
  #sasl: SaslPlain | undefined;
  #failures = 0;
  /** The client was told how to log in. */
  #advised = false;
  /** The client has quit, or has failed too often. */
  #ended = false;

  constructor(client: Client, reader: MessageReader, options: RegistrationOptions) {
    this.#client = client;
    this.#reader = reader;
    this.#options = options;
    reader.newResponse = () => this.#newResponse();
  }

  /** Resolves once the client is registered, or to undefined once it has left or was closed. */
  async run(): Promise<Registered | undefined> {
    for (;;) {
      const message = await this.#reader.next();
      if (message === undefined) return undefined;
      const response = this.#newResponse(message.tags.get('label'));
      await this.#handle(message, response);
      const registered = this.#ended ? undefined : await this.#complete(response);
      this.#reader.send(response.encode());
      if (this.#ended) this.#close();
      if (registered || this.#client.gone) return registered;
    }
  }

  #newResponse(label?: string): CommandResponse {
    return new CommandResponse(this.#nick ?? '*', this.caps.granted, label);
  }

  #handle({ command, params }: IrcMessage, response: CommandResponse): void | Promise<void> {
    const [first = ''] = params;
    switch (command) {
      case 'CAP':
        return this.caps.handle(params, response);
      case 'NICK':
        return this.#takeNick(first, response);
      case 'USER':
        if (params.length < 4) return response.numeric('461', 'USER', 'Not enough parameters');
        this.#realName = params[3] ?? '';
        return;
      case 'PASS':
        if (first === '') return response.numeric('461', 'PASS', 'Not enough parameters');
        this.#password = first;
        return;
      case 'AUTHENTICATE':
        return this.#authenticate(first, response);
      case 'REGISTER':
        return this.#register(params, response);
      case 'PING':
        return response.line('PONG', serverName, first);
      case 'QUIT':
        this.#ended = true;
        return;
      case 'PONG':
        return;
      default:
        return response.numeric('451', 'You have not registered');
    }
  }

  #takeNick(nick: string, response: CommandResponse): void {
    if (nick === '') return response.numeric('431', 'No nickname given');
    if (!namePattern.test(nick)) return response.numeric('432', '*', 'Erroneous nickname');
    this.#nick = nick;
    this.#advised = false;
  }

  async #authenticate(text: string, response: CommandResponse): Promise<void> {
    if (this.#login) return response.numeric('907', 'You have already authenticated');
    if (!this.#sasl) {
      if (text.toUpperCase() === 'PLAIN') {
        this.#sasl = new SaslPlain();
        return response.line('AUTHENTICATE', '+');
      }
      if (text === '*') return response.numeric('906', 'SASL authentication aborted');
      response.numeric('908', 'PLAIN', 'are available SASL mechanisms');
      return response.numeric('904', 'SASL authentication failed');
    }
    const step = this.#sasl.take(text);
    if (step.type === 'more') return;
    this.#sasl = undefined;
    if (step.type === 'aborted') return response.numeric('906', 'SASL authentication aborted');
    if (step.type === 'too-long') return response.numeric('905', 'SASL message too long');
    if (step.type === 'invalid') return response.numeric('904', 'SASL authentication failed');
    const failure = await this.#logIn(step.name, step.secret);
    if (failure !== undefined) return response.numeric('904', failure);
    this.#addLoggedIn(response);
    response.numeric('903', 'SASL authentication successful');
  }

  async #register(params: readonly string[], response: CommandResponse): Promise<void> {
    if (this.#login) {
      const { name } = this.#login.account;
      const text = 'You are already logged in';
      return response.fail('REGISTER', 'ALREADY_AUTHENTICATED', [name], text);
    }
    const { authenticator } = this.#options;
    const request = { nick: this.#nick, params, client: this.#client, authenticator };
    this.#login = await registerAccount(request, response);
    if (!this.#login) return;
    const { name } = this.#login.account;
    response.line('REGISTER', 'SUCCESS', name, 'Your account has been created');
    this.#addLoggedIn(response);
  }

  #addLoggedIn(response: CommandResponse): void {
    const { name } = this.#login?.account ?? { name: '*' };
    response.numeric('900', sourceOf(name), name, `You are now logged in as ${name}`);
  }

  /** Completes the registration; undefined while something is missing. */
  async #complete(response: CommandResponse): Promise<Registered | undefined> {
    const nick = this.#nick;
    if (this.caps.open || nick === undefined || this.#realName === undefined) return undefined;
    if (this.#password !== undefined && !this.#login) {
      const secret = this.#password;
      this.#password = undefined;
      const failure = await this.#logIn(nick, secret);
      if (failure !== undefined) response.numeric('464', failure);
      this.#advised ||= failure !== undefined;
    }
    if (!this.#login && !this.#ended && !this.#advised) await this.#advise(nick, response);
    if (!this.#login) return undefined;
    return { ...this.#login, realName: this.#realName, caps: this.caps };
  }

  /** Returns undefined on success, else the message to show. */
  async #logIn(name: string, secret: string): Promise<string | undefined> {
    const { address } = this.#client;
    try {
      const { authenticator } = this.#options;
      this.#login = await logInBySecret(authenticator, { name, secret, address });
      return undefined;
    } catch (error) {
      const { code, message } = authFailure(error);
      logFailedLogin(this.#client.context, { name, code });
      this.#failures += 1;
      this.#ended ||= this.#failures >= this.#options.maxLoginFailures;
      return message;
    }
  }

  /** Admits a client without credentials as a guest where that is allowed, else tells it how to log in. */
  async #advise(nick: string, response: CommandResponse): Promise<void> {
    this.#advised = true;
    const check = await this.#options.authenticator.checkName(nick).catch(() => undefined);
    const isTaken = !check || (!check.ok && check.code === 'ERR_AUTH_NAME_TAKEN');
    if (!isTaken && this.#options.guests) {
      this.#login = guestLogin();
      return;
    }
    if (!isTaken && !check.ok) {
      this.#nick = undefined;
      return response.numeric('432', nick, check.message);
    }
    response.line(
      'NOTICE',
      nick,
      isTaken
        ? `${nick} is a registered account. To log in: /quote PASS <password>`
        : `${nick} is not registered. To register it: /quote REGISTER ${nick} * <password>`,
    );
    response.line('NOTICE', nick, 'To use another name: /nick <name>');
  }

  #close(): void {
    const isFailed = this.#failures >= this.#options.maxLoginFailures;
    const reason = isFailed ? 'too many failed attempts' : 'Quit';
    this.#client.close(reason, isFailed ? 'closed' : 'quit', closingLine(reason));
  }
}
