import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { unmappedAddress } from '../../../../common/net/origin.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import { Counters } from '../counters.ts';
import type { Limits } from '../limits.ts';
import type {
  FromListener,
  ListenerData,
  ListenerStatus,
  BatchItem,
  ToListener,
} from '../protocol.ts';
import type { ListenerAddress, RejectEvent, ServerEvent } from '../server-event.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import { Admission, Descriptors, Refusals } from './admission.ts';
import { handleRequest, type RequestTarget } from './requests.ts';
import { eventOutbox } from './events.ts';
import { ListeningSocket } from './listening-socket.ts';
import { Supervisor } from './supervisor.ts';

/** Runs in the listener thread: accepts clients, admits or refuses them, and has them placed on threads. */
export class Listener implements RequestTarget {
  readonly supervisor: Supervisor;
  readonly #data: ListenerData;
  readonly #socket: ListeningSocket;
  readonly #admission = new Admission();
  readonly #refusals = new Refusals();
  readonly #descriptors: Descriptors;
  readonly #events = eventOutbox((items) => this.#post({ type: 'batch', items }));
  readonly #whenEmpty = new Set<() => void>();
  #limits: Limits;
  #lastId = 0;
  #accepted = 0;
  #refused = 0;

  constructor(data: ListenerData) {
    this.#data = data;
    this.#limits = data.settings.limits;
    const reservation = new ThreadReservation(data.reservation);
    this.#descriptors = new Descriptors(data.settings.maxDescriptors, reservation);
    this.#socket = new ListeningSocket(data.settings, (socket) => this.#accept(socket));
    this.supervisor = new Supervisor(data, reservation, {
      emit: (event) => this.#emit(event),
      released: ({ remoteAddress }) => this.#release(remoteAddress),
    });
  }

  /** Loads the handler, opens the socket, and reports the result to the main thread. */
  async start(): Promise<void> {
    const { port } = this.#data;
    try {
      await this.supervisor.start();
    } catch (error) {
      this.#post({ type: 'failed', stage: 'handler', error: toErrorData(error) });
      return;
    }
    try {
      const address = await this.#socket.open();
      port.on('message', (message: ToListener) => this.#take(message));
      this.#post({ type: 'listening', address });
    } catch (error) {
      this.#post({ type: 'failed', stage: 'listen', error: toErrorData(error) });
    }
  }

  get status(): ListenerStatus {
    const { pool, connections, crashed } = this.supervisor;
    return {
      listening: this.#socket.isOpen,
      connections,
      waiting: pool.waiting.length,
      threads: pool.workers.size,
      idleThreads: pool.idle,
      accepted: this.#accepted,
      refused: this.#refused,
      crashed,
    };
  }

  setLimits(limits: Limits): void {
    this.#limits = limits;
    this.supervisor.setLimits(limits);
  }

  /** Stops accepting. Present clients stay, including those that the kernel has connected already. */
  async pause(): Promise<void> {
    await this.#acceptConnected();
    if (!this.#socket.isOpen) return;
    this.#socket.pause();
    this.#emit({ type: 'pause' });
  }

  /** Accepts the connections in the kernel's queue, a few in each turn of the event loop; closing the socket would reset them. */
  async #acceptConnected(): Promise<void> {
    const until = performance.now() + maxAcceptingMs;
    let before: number;
    do {
      before = this.#accepted + this.#refused;
      await setImmediate();
      await setImmediate();
    } while (this.#accepted + this.#refused > before && performance.now() < until);
  }

  /** Accepts clients again, on the same port. @throws what `listen` fails with */
  async resume(): Promise<ListenerAddress> {
    const wasOpen = this.#socket.isOpen;
    const address = await this.#socket.open();
    if (!wasOpen) this.#emit({ type: 'resume', address });
    return address;
  }

  /** Waits until no client is left. Resolves to the number of clients left at the timeout. */
  async empty(timeoutMs: number | undefined): Promise<number> {
    if (this.#admission.admitted === 0) return 0;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const done = (): void => resolve(undefined);
    const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
    this.#whenEmpty.add(done);
    await promise;
    this.#whenEmpty.delete(done);
    clearTimeout(timer);
    return this.#admission.admitted;
  }

  /** Aborts the clients' signals, waits for the clients to leave, then ends the threads. */
  async close(graceMs: number): Promise<void> {
    this.#socket.end();
    this.#refusals.close();
    for (const { socket, remoteAddress } of this.supervisor.pool.close()) {
      socket.destroy();
      this.#release(remoteAddress);
    }
    this.supervisor.broadcast({ type: 'shutdown', error: shutdownError });
    await this.empty(graceMs);
    await this.supervisor.terminate();
  }

  #accept(socket: Socket): void {
    // The client has already disconnected.
    const { remoteAddress: address, remotePort = 0 } = socket;
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const remoteAddress = unmappedAddress(address);
    const admission = this.#admit(socket, remoteAddress);
    if (admission !== 'admitted') {
      this.#refuse(socket, remoteAddress, admission);
      return;
    }
    this.#accepted += 1;
    const { keepAliveMs } = this.#limits;
    if (keepAliveMs > 0) socket.setKeepAlive(true, keepAliveMs);
    this.#lastId += 1;
    this.supervisor.pool.place({
      id: this.#lastId,
      socket,
      remoteAddress,
      remotePort,
      acceptedAt: Date.now(),
      counters: new Counters(),
    });
  }

  #admit(socket: Socket, remoteAddress: string): 'admitted' | RejectEvent['reason'] {
    if (!this.#socket.isOpen) return 'paused';
    if (!this.#descriptors.sufficeFor(socket)) return 'descriptors';
    return this.#admission.admit(remoteAddress, this.#limits);
  }

  #refuse(socket: Socket, remoteAddress: string, reason: RejectEvent['reason']): void {
    this.#refused += 1;
    const { tls } = this.#data;
    const line = tls === undefined || tls.allowPlain ? this.#limits.refusal : '';
    this.#refusals.refuse(socket, line, this.#descriptors.allowLingering(socket));
    this.#emit({ type: 'reject', remoteAddress, reason });
  }

  #release(remoteAddress: string): void {
    this.#admission.release(remoteAddress);
    if (this.#admission.admitted === 0) for (const empty of this.#whenEmpty) empty();
  }

  #take(message: ToListener): void {
    switch (message.type) {
      case 'received':
        this.#events.acknowledge();
        this.#reportDropped();
        break;
      case 'request':
        handleRequest(this, message).then(
          (result) => this.#respond({ type: 'response', number: message.number, result }),
          (error: unknown) =>
            this.#respond({ type: 'error', number: message.number, error: toErrorData(error) }),
        );
        break;
      default:
        message satisfies never;
    }
  }

  /** Sends a response at once, after the events that are queued, since they may be its results. */
  #respond(item: BatchItem): void {
    this.#events.push(item);
    this.#events.flush();
  }

  #emit(event: ServerEvent): void {
    this.#events.push(event);
  }

  #reportDropped(): void {
    const dropped = this.#events.takeDropped();
    if (dropped === 0) return;
    const message = `${dropped} log records and rejections dropped: the main thread is blocked`;
    this.#emit({ type: 'log', record: { time: Date.now(), level: 'warn', message, threadId } });
  }

  #post(message: FromListener): void {
    this.#data.port.postMessage(message);
  }
}

/** How long a pause goes on accepting, since clients may connect faster than they are accepted. */
const maxAcceptingMs = 1000;

const shutdownError: ErrorData = { code: 'ERR_CLIENT_SHUTDOWN', message: 'the server shuts down' };
