import { setTimeout as delay } from 'node:timers/promises';
import { asClientError, ClientError } from '../errors.ts';
import type { Incoming } from '../irc/batches.ts';
import { throwLater } from '../throw-later.ts';
import { Backoff } from './backoff.ts';
import type { ClientOptions } from './client-options.ts';
import { Link } from './link.ts';

/** What a {@link Keeper} tells. */
export interface KeeperEvents {
  raw(direction: 'in' | 'out', line: string): void;
  /** A connection stands and is logged in. */
  linked(link: Link, resumed: boolean): void;
  incoming(link: Link, incoming: Incoming, answered: boolean): void;
  /** The connection is lost, and another is tried after so long. */
  waiting(attempt: number, delayMs: number, why: ClientError): void;
  /** It is over; without a reason if it was to be. */
  ended(why: ClientError | undefined): void;
}

/** No attempt follows on these: they would end the same way. */
const hopeless = new Set([
  'ERR_CLIENT_LOGIN_REFUSED',
  'ERR_CLIENT_NAME_REFUSED',
  'ERR_CLIENT_TLS',
  'ERR_CLIENT_CLOSED',
  'ERR_CLIENT_ABORTED',
  'ERR_CLIENT_INVALID',
  'ERR_CLIENT_OVERFLOW',
]);

/** A connection that held so long was a good one: the next attempts begin with a short wait again. */
const stableMs = 10_000;

/** Keeps a client connected. */
export class Keeper {
  readonly #options: ClientOptions;
  readonly #events: KeeperEvents;
  readonly #backoff: Backoff | undefined;
  readonly #closing = new AbortController();
  #token: string | undefined;
  #password: string | undefined;
  #link: Link | undefined;
  #over = false;
  #paused = false;
  #linked = Promise.withResolvers<Link>();
  readonly #ended = Promise.withResolvers<void>();

  /** Use {@link Keeper.begin}. */
  constructor(options: ClientOptions, events: KeeperEvents) {
    const { reconnect = true } = options;
    this.#options = options;
    this.#events = events;
    this.#token = options.token;
    this.#password = options.password;
    if (reconnect !== false) this.#backoff = new Backoff(reconnect === true ? {} : reconnect);
    this.#linked.promise.catch(() => {});
  }

  /** The connection that stands at the moment. */
  get link(): Link | undefined {
    return this.#link;
  }

  /** Resolves when it is over. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The connection, as soon as one stands. Rejects with `ERR_CLIENT_CLOSED` if none will any more. */
  linked(): Promise<Link> {
    return this.#linked.promise;
  }

  /** A fresh token takes the place of the one before. */
  useToken(token: string): void {
    this.#token = token;
  }

  /** A new password takes the place of the one before, and no token is good any more. */
  usePassword(password: string): void {
    this.#password = password;
    this.#token = undefined;
  }

  /** Takes over a first connection; what it brings is told from the next turn on, when the owner listens. */
  begin(first: Link): void {
    this.#link = first;
    this.#linked.resolve(first);
    const { signal } = this.#options;
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) this.#abort();
    setImmediate(() => void this.#run(first));
  }

  /** Goes on from a first connection until it is over, or a listener throws. */
  async #run(first: Link): Promise<void> {
    try {
      this.#end(await this.#keep(first));
    } catch (error) {
      this.fail(error);
      this.#end(asClientError(error, 'ERR_CLIENT_ABORTED'));
    }
  }

  /** Resolves to why it is over. */
  async #keep(first: Link): Promise<ClientError> {
    let why = await this.#hold(first, false);
    while (!this.#closing.signal.aborted) {
      const next = await this.#again(why);
      if (next instanceof ClientError) return next;
      if (this.#closing.signal.aborted) next.destroy();
      why = await this.#hold(next, true);
    }
    return why;
  }

  /** Ends it: no new attempt, and the connection goes, also if it was about to end by itself. */
  close(why = new ClientError('ERR_CLIENT_CLOSED', 'The client is closed')): void {
    this.#closing.abort(why);
    this.#link?.destroy(why);
  }

  /** A listener of the caller's threw this: it is thrown where nobody catches it, and nothing goes on. */
  fail(error: unknown): void {
    throwLater(error);
    this.close(asClientError(error, 'ERR_CLIENT_ABORTED'));
  }

  /** Makes no further attempt once this connection ends. */
  stopAfterThis(): void {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort(new ClientError('ERR_CLIENT_CLOSED', 'The client is closed'));
    }
  }

  /** Hands over nothing more of what the server sends until {@link resume}, on later connections neither. */
  pause(): void {
    this.#paused = true;
    this.#link?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#link?.resume();
  }

  async #hold(link: Link, resumed: boolean): Promise<ClientError> {
    this.#link = link;
    if (this.#paused) link.pause();
    const ended = link.run((incoming, answered) => {
      if (!this.#over) this.#events.incoming(link, incoming, answered);
    });
    // A listener that throws at the next line ends it as well.
    ended.catch(() => {});
    this.#linked.resolve(link);
    this.#events.linked(link, resumed);
    const why = await ended;
    this.#link = undefined;
    this.#linked = Promise.withResolvers();
    this.#linked.promise.catch(() => {});
    if (performance.now() - link.openedAt >= stableMs) this.#backoff?.reset();
    return why;
  }

  /** Another connection, or why there will be none. */
  async #again(lost: ClientError): Promise<Link | ClientError> {
    let why = lost;
    for (;;) {
      const delayMs = hopeless.has(why.code) ? undefined : this.#backoff?.next();
      if (delayMs === undefined) return why;
      this.#events.waiting(this.#backoff?.attempts ?? 0, delayMs, why);
      try {
        await delay(delayMs, undefined, { signal: this.#closing.signal });
        return await this.#open();
      } catch (error) {
        if (this.#closing.signal.aborted) return why;
        why = asClientError(error, 'ERR_CLIENT_UNREACHABLE');
      }
    }
  }

  async #open(): Promise<Link> {
    const signal = this.#closing.signal;
    const known = { token: this.#token, password: this.#password };
    const options = { ...this.#options, ...known, register: false, signal };
    const link = await Link.open(options, (direction, line) => this.#events.raw(direction, line));
    if (link.welcome.tokenRefused !== undefined) this.#token = undefined;
    return link;
  }

  #end(why: ClientError): void {
    if (this.#over) return;
    this.#over = true;
    this.#link = undefined;
    const closed = new ClientError('ERR_CLIENT_CLOSED', 'The client is closed', { cause: why });
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#linked.reject(closed);
    const { aborted, reason: asked } = this.#closing.signal as {
      aborted: boolean;
      reason: unknown;
    };
    const reason = aborted ? asked : why;
    this.#closing.abort(closed);
    const wanted = reason instanceof ClientError && reason.code === 'ERR_CLIENT_CLOSED';
    this.#ended.resolve();
    this.#events.ended(wanted ? undefined : asClientError(reason, 'ERR_CLIENT_LOST'));
  }

  readonly #abort = (): void => {
    const { signal } = this.#options;
    this.close(new ClientError('ERR_CLIENT_ABORTED', 'Aborted', { cause: signal?.reason }));
  };
}
