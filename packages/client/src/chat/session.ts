import { setTimeout as delay } from 'node:timers/promises';
import { changePassword, requestToken, revokeTokens } from '../rooms/queries.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { Connection } from '../connection/connection.ts';
import type { OnRaw } from '../connection/irc-socket.ts';
import { Backoff, isPermanent, Restorer } from './reconnect.ts';
import { abortedError, asClientError, ClientError, closedError, throwUncaught } from '../errors.ts';
import { Conversations } from '../history/conversations.ts';
import { createMessage } from '../irc/message.ts';
import type { Emit } from '../rooms/events.ts';
import { ClientState } from '../rooms/rooms.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';

/** Time limit for the server to close the connection after QUIT, in ms. */
const quitTimeoutMs = 2000;

/** Keeps a chat client connected from its first connection to its end. */
export class Session {
  readonly state: ClientState;
  readonly outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #conversations: Conversations;
  readonly #restorer: Restorer;
  readonly #options: ClientOptions;
  readonly #emit: Emit;
  readonly #backoff: Backoff | undefined;
  /** Aborts with the reason to end the client. */
  readonly #stopping = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #connection: Connection | undefined;
  #nextConnection = Promise.withResolvers<Connection>();
  /** Resolves when everything is restored on the current connection. */
  #restored: Promise<void> = Promise.resolve();
  #token: string | undefined;
  #password: string | undefined;
  #paused = false;

  /**
   * Takes over the first connection. What it receives is emitted from the next turn of the event loop on.
   *
   * @param emit must not throw
   */
  constructor(options: ClientOptions, first: Connection, emit: Emit) {
    const { account, rooms = [], reconnect = true, historyOnJoin = 0, signal } = options;
    this.#options = options;
    this.#emit = emit;
    this.#token = options.token;
    this.#password = options.password;
    if (reconnect !== false) this.#backoff = new Backoff(reconnect === true ? {} : reconnect);
    this.state = new ClientState(account);
    this.outbox = new Outbox(this.state);
    this.#conversations = new Conversations(this.state, historyOnJoin, emit, (message) => {
      if (message.own) this.outbox.confirmArrival(message);
      emit(message.kind === 'notice' ? 'notice' : 'message', message);
    });
    this.#inbox = new Inbox(this.state, this.#conversations, emit);
    this.#restorer = new Restorer(this.state, this.#conversations, this.outbox, emit, rooms);

    first.onRaw = this.#onRaw;
    this.state.reset(first);
    this.#connection = first;
    this.#nextConnection.resolve(first);
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) this.#abort();
    setImmediate(() => void this.#run(first));
  }

  /** The current connection, if there is one. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Resolves to the current connection, or the next one. Rejects with `ERR_CLIENT_CLOSED` if there will be none. */
  connected(): Promise<Connection> {
    return this.#nextConnection.promise;
  }

  async join(room: string, key?: string): Promise<void> {
    const connection = await this.connected();
    await connection.command('JOIN', room, ...(key === undefined ? [] : [key]));
    if (key !== undefined) this.#conversations.rememberKey(room, key);
  }

  async setAway(reason: string): Promise<void> {
    await this.#restorer.setAway(await this.connected(), reason);
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    const connection = await this.connected();
    await changePassword(connection, oldPassword, newPassword);
    this.#password = newPassword;
    // The server has revoked it.
    this.#token = undefined;
    await this.#requestToken(connection);
  }

  async logOut(): Promise<number | undefined> {
    const count = await revokeTokens(await this.connected());
    await this.close();
    return count;
  }

  async settled(): Promise<void> {
    await (await this.connected()).ready();
    await this.#restored;
    await this.outbox.settled();
    await (await this.connected()).settled();
  }

  /** Receives nothing more until {@link resume}, also on later connections. */
  pause(): void {
    this.#paused = true;
    this.#connection?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#connection?.resume();
  }

  /** Sends QUIT, and ends once the server closes the connection or a time limit is over. Idempotent. */
  async close(quitMessage = ''): Promise<void> {
    if (!this.#stopping.signal.aborted) this.#stopping.abort(closedError());
    const connection = this.#connection;
    const timer = setTimeout(() => connection?.destroy(closedError()), quitTimeoutMs);
    try {
      connection?.send(createMessage('QUIT', ...(quitMessage === '' ? [] : [quitMessage])));
    } catch {
      // The connection has ended, or too much output is waiting.
    }
    await this.#ended.promise;
    clearTimeout(timer);
  }

  /** Ends now. */
  terminate(reason: ClientError = closedError()): void {
    this.#stopping.abort(reason);
    this.#connection?.destroy(reason);
  }

  async #run(first: Connection): Promise<void> {
    try {
      this.#end(await this.#stayConnected(first));
    } catch (error) {
      throwUncaught(error);
      this.#end(asClientError(error, 'ERR_CLIENT_ABORTED'));
    }
  }

  /** Resolves to the reason why the client ends. */
  async #stayConnected(first: Connection): Promise<ClientError> {
    let reason = await this.#use(first, false);
    while (!this.#stopping.signal.aborted) {
      const next = await this.#reconnect(reason);
      if (next instanceof ClientError) return next;
      if (this.#stopping.signal.aborted) next.destroy();
      reason = await this.#use(next, true);
    }
    return reason;
  }

  /** Uses a connection until it ends; resolves to the reason. */
  async #use(connection: Connection, resumed: boolean): Promise<ClientError> {
    this.#connection = connection;
    if (this.#paused) connection.pause();
    const ended = connection.run((incoming, isResponse) =>
      this.#inbox.receive(connection, incoming, isResponse),
    );
    this.#nextConnection.resolve(connection);
    if (resumed) {
      this.state.reset(connection);
      this.#conversations.hold(connection);
    }
    this.#emit('connected', { resumed, catchesUp: resumed && connection.has('draft/chathistory') });
    this.#restored = this.#restore(connection, resumed);
    const reason = await ended;
    this.#connection = undefined;
    this.#nextConnection = Promise.withResolvers();
    this.#nextConnection.promise.catch(() => {});
    this.#backoff?.connectionEnded(performance.now() - connection.openedAt);
    return reason;
  }

  async #restore(connection: Connection, resumed: boolean): Promise<void> {
    try {
      await this.#restorer.restore(connection, resumed);
      const { method } = connection.login;
      if (method === 'password' || method === 'register') await this.#requestToken(connection);
    } catch (error) {
      // Anything but a lost connection is an error of the server or of this program.
      if (connection.ended && error instanceof ClientError) return;
      connection.destroy(asClientError(error, 'ERR_CLIENT_ABORTED'));
      if (!(error instanceof ClientError)) throwUncaught(error);
    }
  }

  /** Without a token the password is used to reconnect. */
  async #requestToken(connection: Connection): Promise<void> {
    if (!this.#options.wantToken || !connection.has('threadline/token')) return;
    const issued = await requestToken(connection).catch(() => undefined);
    if (issued === undefined) return;
    this.#token = issued.token;
    this.#emit('token', issued);
  }

  /** Resolves to a new connection, or to the reason why there is none. */
  async #reconnect(lost: ClientError): Promise<Connection | ClientError> {
    const { signal } = this.#stopping;
    let error = lost;
    for (;;) {
      const delayMs = isPermanent(error) ? undefined : this.#backoff?.next();
      if (delayMs === undefined) return error;
      this.#emit('reconnecting', { attempt: this.#backoff?.attempts ?? 0, delayMs, error });
      try {
        await delay(delayMs, undefined, { signal });
        const credentials = { token: this.#token, password: this.#password, register: false };
        const options = { ...this.#options, ...credentials, onRaw: this.#onRaw, signal };
        const connection = await Connection.open(options);
        if (connection.login.tokenError !== undefined) this.#token = undefined;
        return connection;
      } catch (failure) {
        if (signal.aborted) return error;
        error = asClientError(failure, 'ERR_CLIENT_UNREACHABLE');
      }
    }
  }

  #end(reason: ClientError): void {
    const { signal } = this.#stopping;
    const cause = signal.aborted ? (signal.reason as ClientError) : reason;
    const error = cause.code === 'ERR_CLIENT_CLOSED' ? undefined : cause;
    const closed = closedError(error);
    this.#connection = undefined;
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#nextConnection.reject(closed);
    this.#stopping.abort(closed);
    this.outbox.close(closed);
    this.#ended.resolve();
    this.#emit('close', error);
  }

  readonly #onRaw: OnRaw = (direction, line) => {
    this.#options.onRaw?.(direction, line);
    this.#emit('raw', direction, line);
  };

  readonly #abort = (): void => this.terminate(abortedError(this.#options.signal));
}
