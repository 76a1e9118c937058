import type { Authenticator } from '../authenticator.ts';
import { serverName } from '../render/irc-line.ts';
import type { Client } from '../session/client.ts';
import { logFailedLogin } from '../session/log-login.ts';
import { type Login, proveBySecret, refusal } from '../session/proof.ts';
import { CapNegotiation } from './cap-negotiation.ts';
import { errorLine, type IrcReader } from './irc-reader.ts';
import type { IrcMessage } from './message.ts';
import { guest } from '../session/guest.ts';
import { sourceOf } from '../render/irc-message-lines.ts';
import { registerAccount } from './register-account.ts';
import { Reply } from './reply.ts';
import { SaslPlain } from './sasl.ts';

/** What an account may be called; nobody could register another nick. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}$/;

/** Who came in, and how it wants to be spoken to. */
export interface Registered extends Login {
  readonly realName: string;
  readonly caps: CapNegotiation;
}

/** What the registration of a client needs. */
export interface RegistrationOptions {
  readonly authenticator: Authenticator;
  readonly maxLoginFailures: number;
  readonly guests: boolean;
}

/**
 * A client's first commands, until it has a nick and has proved that the account of that name is its own:
 * by SASL, by `PASS`, or by registering it.
 */
export class Registration {
  readonly caps = new CapNegotiation();
  readonly #client: Client;
  readonly #reader: IrcReader;
  readonly #options: RegistrationOptions;
  #nick: string | undefined;
  #realName: string | undefined;
  #password: string | undefined;
  #login: Login | undefined;
  #sasl: SaslPlain | undefined;
  #failures = 0;
  #advised = false;
  #over = false;

  constructor(client: Client, reader: IrcReader, options: RegistrationOptions) {
    this.#client = client;
    this.#reader = reader;
    this.#options = options;
    reader.reply = () => this.#reply();
  }

  /** Resolves to who it is; undefined if it has gone, or had to. */
  async run(): Promise<Registered | undefined> {
    for (;;) {
      const message = await this.#reader.next();
      if (message === undefined) return undefined;
      const reply = this.#reply(message.tags.get('label'));
      await this.#handle(message, reply);
      const registered = this.#over ? undefined : await this.#complete(reply);
      this.#reader.send(reply.encode());
      if (this.#over) this.#close();
      if (registered || this.#client.gone) return registered;
    }
  }

  #reply(label?: string): Reply {
    return new Reply(this.#nick ?? '*', this.caps.granted, label);
  }

  #handle({ command, params }: IrcMessage, reply: Reply): void | Promise<void> {
    const [first = ''] = params;
    switch (command) {
      case 'CAP':
        return this.caps.handle(params, reply);
      case 'NICK':
        return this.#takeNick(first, reply);
      case 'USER':
        if (params.length < 4) return reply.numeric('461', 'USER', 'Not enough parameters');
        this.#realName = params[3] ?? '';
        return;
      case 'PASS':
        if (first === '') return reply.numeric('461', 'PASS', 'Not enough parameters');
        this.#password = first;
        return;
      case 'AUTHENTICATE':
        return this.#authenticate(first, reply);
      case 'REGISTER':
        return this.#register(params, reply);
      case 'PING':
        return reply.line('PONG', serverName, first);
      case 'QUIT':
        this.#over = true;
        return;
      case 'PONG':
        return;
      default:
        return reply.numeric('451', 'You have not registered');
    }
  }

  #takeNick(nick: string, reply: Reply): void {
    if (nick === '') return reply.numeric('431', 'No nickname given');
    if (!namePattern.test(nick)) return reply.numeric('432', '*', 'That cannot be a nickname');
    this.#nick = nick;
    this.#advised = false;
  }

  /** Undefined if something is still missing. */
  async #complete(reply: Reply): Promise<Registered | undefined> {
    const nick = this.#nick;
    if (this.caps.open || nick === undefined || this.#realName === undefined) return undefined;
    if (this.#password !== undefined && !this.#login) {
      const secret = this.#password;
      this.#password = undefined;
      const failed = await this.#prove(nick, secret);
      if (failed !== undefined) reply.numeric('464', failed);
      this.#advised ||= failed !== undefined;
    }
    if (!this.#login && !this.#over && !this.#advised) await this.#advise(nick, reply);
    if (!this.#login) return undefined;
    return { ...this.#login, realName: this.#realName, caps: this.caps };
  }

  /** Tells who has not proved anything what to do about it, or lets it in as a guest. */
  async #advise(nick: string, reply: Reply): Promise<void> {
    this.#advised = true;
    const check = await this.#options.authenticator.checkName(nick).catch(() => undefined);
    const known = !check || (!check.ok && check.code === 'ERR_AUTH_NAME_TAKEN');
    if (!known && this.#options.guests) {
      this.#login = guest();
      return;
    }
    if (!known && !check.ok) {
      this.#nick = undefined;
      return reply.numeric('432', nick, check.message);
    }
    reply.line(
      'NOTICE',
      nick,
      known
        ? `${nick} is somebody's account. If it is yours: /quote PASS <password>`
        : `${nick} is new here. To make it yours: /quote REGISTER ${nick} * <password>`,
    );
    reply.line('NOTICE', nick, 'For another name: /nick <name>');
  }

  /** Undefined if it is who it says, else what to tell it. */
  async #prove(name: string, secret: string): Promise<string | undefined> {
    const { address } = this.#client;
    try {
      const { authenticator } = this.#options;
      this.#login = await proveBySecret(authenticator, { name, secret, address });
      return undefined;
    } catch (error) {
      const { code, message } = refusal(error);
      logFailedLogin(this.#client.context, { name, code });
      this.#failures += 1;
      this.#over ||= this.#failures >= this.#options.maxLoginFailures;
      return message;
    }
  }

  async #authenticate(text: string, reply: Reply): Promise<void> {
    if (this.#login) return reply.numeric('907', 'You have already authenticated');
    if (!this.#sasl) {
      if (text.toUpperCase() === 'PLAIN') {
        this.#sasl = new SaslPlain();
        return reply.line('AUTHENTICATE', '+');
      }
      if (text === '*') return reply.numeric('906', 'SASL authentication aborted');
      reply.numeric('908', 'PLAIN', 'are available SASL mechanisms');
      return reply.numeric('904', 'SASL authentication failed');
    }
    const step = this.#sasl.take(text);
    if (step.type === 'more') return;
    this.#sasl = undefined;
    if (step.type === 'aborted') return reply.numeric('906', 'SASL authentication aborted');
    if (step.type === 'too-long') return reply.numeric('905', 'SASL message too long');
    if (step.type === 'invalid') return reply.numeric('904', 'SASL authentication failed');
    const failed = await this.#prove(step.name, step.secret);
    if (failed !== undefined) return reply.numeric('904', failed);
    this.#welcome(reply);
    reply.numeric('903', 'SASL authentication successful');
  }

  async #register(params: readonly string[], reply: Reply): Promise<void> {
    if (this.#login) {
      const { name } = this.#login.account;
      const text = 'You are logged in already';
      return reply.fail('REGISTER', 'ALREADY_AUTHENTICATED', [name], text);
    }
    const { authenticator } = this.#options;
    this.#login = await registerAccount(
      { nick: this.#nick, params, client: this.#client, authenticator },
      reply,
    );
    if (!this.#login) return;
    const { name } = this.#login.account;
    reply.line('REGISTER', 'SUCCESS', name, 'The account is yours');
    this.#welcome(reply);
  }

  #welcome(reply: Reply): void {
    const { name } = this.#login?.account ?? { name: '*' };
    reply.numeric('900', sourceOf(name), name, `You are now logged in as ${name}`);
  }

  #close(): void {
    const tooMany = this.#failures >= this.#options.maxLoginFailures;
    const reason = tooMany ? 'too many failed attempts' : 'Quit';
    this.#client.close(reason, tooMany ? 'closed' : 'quit', errorLine(`Closing link: ${reason}`));
  }
}
