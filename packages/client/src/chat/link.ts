import { asClientError, ClientError } from '../errors.ts';
import { Batches, type Incoming, isBatch } from '../irc/batches.ts';
import { Isupport } from '../irc/isupport.ts';
import { type IrcMessage, message } from '../irc/message.ts';
import { Requests } from '../irc/requests.ts';
import { Wire } from '../irc/wire.ts';
import { dial } from '../net/dial.ts';
import type { ClientOptions } from './client-options.ts';
import { login, type Welcome } from './login.ts';

/** Hears what comes; `answered` says that it answers a question that was asked. */
export type Listener = (incoming: Incoming, answered: boolean) => void;

type OnRaw = (direction: 'in' | 'out', line: string) => void;

/** One connection that is logged in. */
export class Link {
  readonly welcome: Welcome;
  readonly isupport = new Isupport();
  readonly openedAt = performance.now();
  readonly #wire: Wire;
  readonly #requests: Requests;
  readonly #batches = new Batches();
  #farewell: string | undefined;
  #ready: Promise<void> | undefined;

  /** Use {@link Link.open}. */
  constructor(wire: Wire, welcome: Welcome, requestTimeoutMs = 30_000) {
    this.#wire = wire;
    this.welcome = welcome;
    this.#requests = new Requests((sent) => wire.send(sent), {
      labels: this.can('labeled-response') && this.can('batch'),
      timeoutMs: requestTimeoutMs,
      isPaused: () => wire.paused,
    });
  }

  /** Connects and logs in. What comes behind the welcome waits for {@link run}. */
  static async open(options: ClientOptions, onRaw?: OnRaw): Promise<Link> {
    const { host, tls = false, port = tls === false ? 6667 : 6697 } = options;
    const wire = new Wire(await dial({ ...options, host, port }), {
      ...options,
      onRaw,
    });
    try {
      return new Link(wire, await login(wire, options), options.requestTimeoutMs);
    } catch (error) {
      wire.destroy();
      throw error;
    }
  }

  /** Whether a capability was agreed on. */
  can(capability: string): boolean {
    return this.welcome.capabilities.has(capability);
  }

  /** Whether what we send comes back as an answer, so that its fate is known. */
  get confirms(): boolean {
    return this.can('labeled-response') && this.can('batch') && this.can('echo-message');
  }

  /** Whether the connection has ended. */
  get over(): boolean {
    return this.#wire.ended !== undefined;
  }

  send(sent: IrcMessage): void {
    this.#wire.send(sent);
  }

  ask(question: IrcMessage): Promise<readonly Incoming[]> {
    return this.#requests.ask(question);
  }

  /** Resolves when the server has worked off everything that was sent before. */
  settled(): Promise<void> {
    return this.#requests.settled();
  }

  /** Resolves when all of the server's greeting is here: what it can is known then. */
  ready(): Promise<void> {
    this.#ready ??= this.settled();
    return this.#ready;
  }

  /** Hands everything over that comes; resolves to why the connection is over. Rejects with what a listener threw. */
  async run(listener: Listener): Promise<ClientError> {
    this.ready().catch(() => {});
    try {
      for await (const taken of this.#wire) this.#take(taken, listener);
    } catch (error) {
      // The server breaks the protocol; or a listener throws, which is the caller's to hear of.
      this.#wire.destroy(asClientError(error, 'ERR_CLIENT_ABORTED'));
      if (!(error instanceof ClientError)) throw error;
    } finally {
      this.#requests.fail(this.#ended());
    }
    return this.#ended();
  }

  /** Hands over nothing more until {@link resume}: the server has to wait. */
  pause(): void {
    this.#wire.pause();
  }

  resume(): void {
    this.#wire.resume();
  }

  /** Ends the connection now. */
  destroy(why?: ClientError): void {
    this.#wire.destroy(why);
  }

  #take(taken: IrcMessage, listener: Listener): void {
    if (taken.command === 'ERROR') this.#farewell = taken.params.at(-1);
    if (taken.command === '005') this.isupport.take(taken.params);
    if (taken.command === 'CAP') this.#takeCap(taken);
    const incoming = this.#batches.take(taken);
    if (incoming === undefined) return;
    const answered = this.#requests.take(incoming);
    listener(incoming, answered);
  }

  #takeCap(taken: IrcMessage): void {
    const { capabilities } = this.welcome;
    capabilities.take(taken);
    if (taken.params[1]?.toUpperCase() !== 'NEW') return;
    // Labels decide how answers are found; that stays as it was agreed on first.
    const wanted = capabilities.missing.filter((name) => !/^(sasl|labeled-response)$/.test(name));
    if (wanted.length > 0) this.send(message('CAP', 'REQ', wanted.join(' ')));
  }

  #ended(): ClientError {
    const why = this.#wire.ended ?? new ClientError('ERR_CLIENT_LOST', 'The connection ended');
    if (this.#farewell === undefined || why.code !== 'ERR_CLIENT_LOST') return why;
    const reply = { code: 'ERROR', text: this.#farewell };
    return new ClientError('ERR_CLIENT_LOST', `The server said: ${this.#farewell}`, {
      cause: why,
      reply,
    });
  }
}

/** The chathistory batches among answers; other servers answer without a batch around. */
export function historyOf(answers: readonly Incoming[]): readonly Incoming[] {
  return answers.flatMap((answer) =>
    isBatch(answer) && answer.type === 'chathistory' ? answer.items : [],
  );
}
