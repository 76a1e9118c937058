import { EventEmitter } from 'node:events';
import { threadId } from 'node:worker_threads';
import { type ConnectionInfo, ConnectionTable } from './connection-table.ts';
import { Counters } from '../counters.ts';
import { type ErrorData, listenError, ServerError } from '../errors.ts';
import {
  expectId,
  expectInteger,
  expectOptions,
  expectSignal,
  expectString,
  maxTimeoutMs,
} from '../../../../common/options/expect-options.ts';
import { checkLimits, limitNames, type Limits } from '../limits.ts';
import type { ListenerLink } from './listener-link.ts';
import type { ListenerStatus, Settings, ThreadInfo } from '../protocol.ts';
import type { ListenerAddress, ServerEvent, ThreadedServerEvents } from '../server-event.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import type { TlsInUse, TlsOptions } from './tls.ts';

/**
 * A listening server, in the thread that called `listen()`. Other threads accept and serve its clients, even while this one
 * is blocked.
 */
export class ThreadedServer extends EventEmitter<ThreadedServerEvents> implements AsyncDisposable {
  readonly #link: ListenerLink;
  readonly #settings: Settings;
  readonly #table = new ConnectionTable();
  readonly #closed = Promise.withResolvers<undefined>();
  #address: ListenerAddress;
  #limits: Limits;
  #tls: TlsInUse | undefined;
  #closing: Promise<void> | undefined;

  /** Use `listen()`. */
  constructor(
    link: ListenerLink,
    settings: Settings,
    address: ListenerAddress,
    tls: TlsInUse | undefined,
  ) {
    super();
    this.#link = link;
    this.#settings = settings;
    this.#limits = settings.limits;
    this.#address = address;
    this.#tls = tls;
    setImmediate(() => {
      this.emit('listening', address);
      this.#warnOfDates();
    });
  }

  /** The address it listens on, or listened on before it was paused. */
  get address(): ListenerAddress {
    return this.#address;
  }

  /** The current limits. */
  get limits(): Readonly<Limits> {
    return this.#limits;
  }

  /** Maximum client threads. */
  get maxThreads(): number {
    return this.#settings.maxThreads;
  }

  /** Information on every client, in the order in which they connected. Reads shared memory and waits for no thread. */
  connections(): ConnectionInfo[] {
    return this.#table.list();
  }

  /** Information on every client thread. Waits for a thread's answer for at most 50 ms. */
  threads(): Promise<ThreadInfo[]> {
    return this.#link.request('threads', {});
  }

  /** Information on the listener. */
  status(): Promise<ListenerStatus> {
    return this.#link.request('status', {});
  }

  /** Closes the listening socket, or refuses new clients of an inherited `fd`; present clients stay. */
  pause(): Promise<void> {
    return this.#link.request('pause', {});
  }

  /**
   * Listens again, on the same port.
   *
   * @throws {ServerError} if the port is no longer free: `ERR_SERVER_ADDRESS_IN_USE` and the other codes of `listen()`
   */
  async resume(): Promise<ListenerAddress> {
    if (this.#closing !== undefined)
      throw new ServerError('ERR_SERVER_CLOSED', 'Cannot resume: the server is closing');
    try {
      this.#address = await this.#link.request('resume', {});
      return this.#address;
    } catch (error) {
      if (error instanceof ServerError) throw error;
      throw listenError(error as ErrorData, `${this.#settings.host}:${this.#address.port}`);
    }
  }

  /**
   * Pauses, then waits until every client has left.
   *
   * @returns how many clients are left: 0, or more when `timeoutMs` has passed
   * @throws the signal's reason when it aborts; the server stays paused
   */
  async drain(options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<number> {
    const { timeoutMs, signal } = expectOptions('the options', options, ['timeoutMs', 'signal']);
    if (signal !== undefined) expectSignal('signal', signal);
    if (timeoutMs !== undefined) expectInteger('timeoutMs', timeoutMs, 0, maxTimeoutMs);
    return await this.#link.request('drain', { timeoutMs }, signal);
  }

  /**
   * Ends one client in under 50 ms, even if its thread is in an endless loop: a dedicated thread is ended with it. On a shared
   * thread the other clients stay, unless the thread's event loop has been blocked for half a second.
   *
   * @returns false if there is no such client
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, or `ERR_INVALID_ARG_VALUE` for an unknown option
   */
  async kick(id: number, options: { reason?: string } = {}): Promise<boolean> {
    expectId('id', id);
    const { reason = 'kicked' } = expectOptions('the options', options, ['reason']);
    expectString('reason', reason);
    return await this.#link.request('kick', { id, message: reason });
  }

  /**
   * Ends one thread now, with its clients.
   *
   * @returns false if there is no such thread
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE` if the id is not an integer
   */
  async endThread(threadId: number): Promise<boolean> {
    expectId('threadId', threadId);
    return await this.#link.request('endThread', { threadId });
  }

  /** Changes limits, also for present clients. @throws what `listen()` throws for invalid limits */
  async setLimits(limits: Partial<Limits>): Promise<void> {
    expectOptions('the limits', limits, limitNames);
    this.#limits = checkLimits({ ...this.#limits, ...limits }, ThreadReservation.total);
    await this.#link.request('limits', { limits: this.#limits });
  }

  /**
   * Reads certificate and key again, or uses others, for new clients. Keeps the present ones if the new ones can't be used, or
   * if only the new certificate has expired.
   *
   * @throws {ServerError} `ERR_SERVER_TLS` if they can't be used, or the server was started without TLS
   */
  async reloadTls(tls?: TlsOptions): Promise<void> {
    if (this.#tls === undefined)
      throw new ServerError('ERR_SERVER_TLS', 'Cannot reload TLS: the server was started without');
    const next = await this.#tls.next(tls);
    await this.#link.request('tls', { tls: next.material });
    this.#tls = next;
    this.#warnOfDates();
  }

  #warnOfDates(): void {
    const problem = this.#tls?.dateProblem;
    if (problem === undefined) return;
    const message = `clients that verify the TLS certificate refuse it: ${problem}`;
    this.emit('log', { time: Date.now(), level: 'warn', message, threadId });
  }

  /**
   * Stops listening, aborts every client's signal, waits for the clients to leave, then ends those left. Idempotent.
   *
   * @param options.graceMs how long clients may take, in milliseconds; default 5000
   */
  close(options: { graceMs?: number } = {}): Promise<void> {
    const { graceMs = 5000 } = expectOptions('the options', options, ['graceMs']);
    expectInteger('graceMs', graceMs, 0, maxTimeoutMs);
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  /** Ends the server and every client now. Data already written still reaches the clients. */
  async terminate(): Promise<void> {
    await this.#link.end();
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(graceMs: number): Promise<void> {
    try {
      await this.#link.request('close', { graceMs });
    } catch (error) {
      // Terminated or crashed meanwhile, and thereby closed.
      if (!(error instanceof ServerError)) throw error;
    }
    await this.terminate();
  }

  /** @internal Handles an event of the listener thread. */
  take(event: ServerEvent): void {
    switch (event.type) {
      case 'connection': {
        const { counters, ...connection } = event;
        this.#table.add(connection, new Counters(counters));
        this.emit('connection', connection);
        break;
      }
      case 'disconnect':
        this.#table.delete(event.id);
        this.emit('disconnect', event);
        break;
      case 'reject':
        this.emit('reject', event);
        break;
      case 'crash':
        this.emit('crash', event);
        break;
      case 'unresponsive':
        this.emit('unresponsive', event);
        break;
      case 'pause':
        this.emit('pause');
        break;
      case 'resume':
        this.emit('resume', event.address);
        break;
      case 'log':
        this.emit('log', event.record);
        break;
      default:
        event satisfies never;
    }
  }

  /** @internal The listener thread is gone. */
  ended(error: ServerError | undefined): void {
    this.#table.clear();
    this.#closed.resolve(undefined);
    this.emit('close', ...(error === undefined ? [] : [error]));
  }
}
