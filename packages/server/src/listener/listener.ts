import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { unmappedAddress } from '../../../../common/net/origin.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import { Counters } from '../counters.ts';
import type { Limits } from '../limits.ts';
import type { FromListener, ListenerData, ListenerStatus, Told, ToListener } from '../protocol.ts';
import type { ListenerAddress, RejectEvent, ServerEvent } from '../server-event.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import { Admission, Descriptors, Refusals } from './admission.ts';
import { answer, type Answerer } from './requests.ts';
import { eventOutbox } from './events.ts';
import { ListeningSocket } from './listening-socket.ts';
import { Supervisor } from './supervisor.ts';

/** The inside of the listener thread: owns the listening socket, admits clients and has them placed on their threads. */
export class Listener implements Answerer {
  readonly supervisor: Supervisor;
  readonly #data: ListenerData;
  readonly #socket: ListeningSocket;
  readonly #admission = new Admission();
  readonly #refusals = new Refusals();
  readonly #descriptors: Descriptors;
  readonly #events = eventOutbox((items) => this.#post({ type: 'told', items }));
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

  /** Loads the handler, opens the socket, and tells main of it. */
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

  /** Lets no new client in; the clients stay, and so do those that the kernel has connected already. */
  async pause(): Promise<void> {
    await this.#acceptConnected();
    if (!this.#socket.isOpen) return;
    this.#socket.pause();
    this.#emit({ type: 'pause' });
  }

  /** Takes what waits in the kernel's queue, of which each turn of the event loop accepts some; closing would reset it. */
  async #acceptConnected(): Promise<void> {
    const until = performance.now() + maxAcceptingMs;
    let before: number;
    do {
      before = this.#accepted + this.#refused;
      await setImmediate();
      await setImmediate();
    } while (this.#accepted + this.#refused > before && performance.now() < until);
  }

  /** Lets clients in again, on the same port. @throws what `listen` fails with */
  async resume(): Promise<ListenerAddress> {
    const wasOpen = this.#socket.isOpen;
    const address = await this.#socket.open();
    if (!wasOpen) this.#emit({ type: 'resume', address });
    return address;
  }

  /** Waits until no client is left; resolves to how many are left at the timeout. */
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

  /** Tells the clients' handlers to come to an end, waits for them, ends the threads. */
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
    // The address is unknown when the client is already gone again.
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
      case 'taken':
        this.#events.acknowledge();
        this.#tellDropped();
        break;
      case 'request':
        answer(this, message).then(
          (value) => this.#answer({ type: 'answer', number: message.number, answer: value }),
          (error: unknown) =>
            this.#answer({ type: 'error', number: message.number, error: toErrorData(error) }),
        );
        break;
      default:
        message satisfies never;
    }
  }

  /** Through the queue of events, so that it comes after those it is a result of, but at once. */
  #answer(told: Told): void {
    this.#events.push(told);
    this.#events.flush();
  }

  #emit(event: ServerEvent): void {
    this.#events.push(event);
  }

  #tellDropped(): void {
    const dropped = this.#events.takeDropped();
    if (dropped === 0) return;
    const message = `${dropped} log records and refusals dropped: main does not take them`;
    this.#emit({ type: 'log', record: { time: Date.now(), level: 'warn', message, threadId } });
  }

  #post(message: FromListener): void {
    this.#data.port.postMessage(message);
  }
}

/** Clients may come faster than they are accepted: a pause waits no longer for the last one. */
const maxAcceptingMs = 1000;

const shutdownError: ErrorData = { code: 'ERR_CLIENT_SHUTDOWN', message: 'the server shuts down' };
