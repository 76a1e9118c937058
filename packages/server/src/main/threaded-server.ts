import { EventEmitter } from 'node:events';
import { threadId } from 'node:worker_threads';
import { type ConnectionInfo, ConnectionTable } from './connection-table.ts';
import type { ThreadInfo } from '../protocol.ts';
import { Counters } from '../counters.ts';
import { type ErrorData, listenError, ServerError } from '../errors.ts';
import {
  expectInteger,
  expectOptions,
  maxTimeoutMs,
} from '../../../../common/options/expect-options.ts';
import { checkLimits, limitNames, type Limits } from '../limits.ts';
import type { ListenerLink } from './listener-link.ts';
import type { ListenerStatus, Settings } from '../protocol.ts';
import type { ListenerAddress, ServerEvent, ThreadedServerEvents } from '../server-event.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import type { TlsInUse, TlsOptions } from './tls.ts';

/**
 * A listening server, as the thread that called `listen()` holds it. Accepting, placing and serving go on in other
 * threads, also while this one is blocked.
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

  /** Use `listen()`: it gives a server that listens. */
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

  /** The address it listens on, or did before it was paused. */
  get address(): ListenerAddress {
    return this.#address;
  }

  /** The limits in force. */
  get limits(): Readonly<Limits> {
    return this.#limits;
  }

  /** Most client threads. */
  get maxThreads(): number {
    return this.#settings.maxThreads;
  }

  /** The counters of every client, in the order of their coming. Reads shared memory and waits for no thread. */
  connections(): ConnectionInfo[] {
    return this.#table.list();
  }

  /** The counters of every client thread; one that doesn't answer is waited for 50 ms at most. */
  threads(): Promise<ThreadInfo[]> {
    return this.#link.ask('threads', {});
  }

  /** The counts of the listener. */
  status(): Promise<ListenerStatus> {
    return this.#link.ask('status', {});
  }

  /** Closes the listening socket, or refuses what comes through an inherited `fd`; the clients that are here stay. */
  pause(): Promise<void> {
    return this.#link.ask('pause', {});
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
      this.#address = await this.#link.ask('resume', {});
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
  async drain({
    timeoutMs,
    signal,
  }: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<number> {
    if (timeoutMs !== undefined) expectInteger('timeoutMs', timeoutMs, 0, maxTimeoutMs);
    signal?.throwIfAborted();
    const drained = this.#link.ask('drain', { timeoutMs });
    if (signal === undefined) return await drained;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([drained, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
      drained.catch(() => {});
    }
  }

  /**
   * Ends one client in under 50 ms, even if its thread loops for ever: a thread it has to itself is ended with it. On a
   * shared thread the others are spared, unless that thread has not turned its event loop for half a second.
   *
   * @returns false if there is no such client
   */
  kick(id: number, { reason = 'kicked' }: { reason?: string } = {}): Promise<boolean> {
    return this.#link.ask('kick', { id, message: reason });
  }

  /** Ends one thread now, with its clients. @returns false if there is none */
  endThread(threadId: number): Promise<boolean> {
    return this.#link.ask('endThread', { threadId });
  }

  /** Changes limits, for the clients that are here too. @throws what `listen()` does for limits that can't be */
  async setLimits(limits: Partial<Limits>): Promise<void> {
    expectOptions('the limits', limits, limitNames);
    this.#limits = checkLimits({ ...this.#limits, ...limits }, ThreadReservation.total);
    await this.#link.ask('limits', { limits: this.#limits });
  }

  /**
   * Reads certificate and key again, or takes new ones. New clients get them; if they can't be used the old ones stay,
   * also if the new certificate has expired and the old one has not.
   *
   * @throws {ServerError} `ERR_SERVER_TLS` if they can't be used, or the server was started without TLS
   */
  async reloadTls(tls?: TlsOptions): Promise<void> {
    if (this.#tls === undefined)
      throw new ServerError('ERR_SERVER_TLS', 'Cannot reload TLS: the server was started without');
    const next = await this.#tls.next(tls);
    await this.#link.ask('tls', { tls: next.material });
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
   * Stops listening, aborts every client's signal, waits for the clients to leave, then ends what is left. Idempotent.
   *
   * @param options.graceMs how long clients may take, in milliseconds; default 5000
   */
  close({ graceMs = 5000 }: { graceMs?: number } = {}): Promise<void> {
    expectInteger('graceMs', graceMs, 0, maxTimeoutMs);
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  /** Ends the server and every client now. Prior writes still reach the clients. */
  async terminate(): Promise<void> {
    await this.#link.end();
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(graceMs: number): Promise<void> {
    try {
      await this.#link.ask('close', { graceMs });
    } catch (error) {
      // Terminated meanwhile, or crashed: closed it is.
      if (!(error instanceof ServerError)) throw error;
    }
    await this.terminate();
  }

  /** @internal Takes what the listener thread tells. */
  take(event: ServerEvent): void {
    switch (event.type) {
      case 'connection': {
        const { counters, ...told } = event;
        this.#table.add(told, new Counters(counters));
        this.emit('connection', told);
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
