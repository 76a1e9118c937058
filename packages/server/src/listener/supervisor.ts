import type { DisconnectReason, ServerEvent } from '../server-event.ts';
import type { FromClientThread, ListenerData, ToClientThread } from '../protocol.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { LogRecord } from '../handler.ts';
import type { ThreadReservation } from '../machine/thread-reservation.ts';
import type { TlsMaterial } from '../secure-context.ts';
import { type Accepted, type ClientWorker, startClientWorker } from './client-worker.ts';
import { crashEvent, disconnectEvent, placedEvent } from './events.ts';
import { Handshakes } from './handshakes.ts';
import { Heartbeat, ThreadStats } from './thread-monitor.ts';
import { Kicks } from './kicks.ts';
import { warmUp } from './warm-up.ts';
import { ThreadPool } from './thread-pool.ts';

/** By then, a thread that was started for a client has it. */
const idleBeforeWarmUpMs = 30;

/** What the supervisor needs from its listener. */
interface SupervisorHost {
  emit(event: ServerEvent): void;
  /** A client is gone and no longer counts. */
  released(accepted: Accepted): void;
}

/** Starts the client threads, handles their messages, and cleans up after those that end. */
export class Supervisor {
  readonly pool: ThreadPool;
  readonly heartbeat: Heartbeat;
  readonly stats: ThreadStats;
  /** Threads that crashed or were unresponsive. */
  crashed = 0;
  /** Clients that have a thread. */
  connections = 0;
  readonly #data: ListenerData;
  readonly #reservation: ThreadReservation;
  readonly #host: SupervisorHost;
  readonly #kicks = new Kicks();
  readonly #handshakes = new Handshakes();
  readonly #first = Promise.withResolvers<undefined>();
  #limits: Limits;
  #tls: TlsMaterial | undefined;

  constructor(data: ListenerData, reservation: ThreadReservation, host: SupervisorHost) {
    this.#data = data;
    this.#reservation = reservation;
    this.#host = host;
    this.#limits = data.settings.limits;
    this.#tls = data.tls;
    this.pool = new ThreadPool(data.settings, {
      start: () => this.#start(),
      placed: (accepted, worker) => this.#placed(accepted, worker),
    });
    this.heartbeat = new Heartbeat(this.pool.workers, (worker, silentMs) =>
      this.#unresponsive(worker, silentMs),
    );
    this.stats = new ThreadStats(this.heartbeat);
  }

  /** Starts the first thread. Rejects with the `ErrorData` of a handler that doesn't load. */
  async start(): Promise<void> {
    this.pool.startFirst();
    this.heartbeat.start(this.#limits.hangTimeoutMs);
    await this.#first.promise;
    this.pool.fill();
  }

  /** Ends one client. Resolves to true when it is gone, or to false if there is no such client. */
  async kick(id: number, error: ErrorData): Promise<boolean> {
    for (const worker of this.pool.workers) {
      if (!worker.connections.has(id)) continue;
      await this.#kicks.begin(worker, id, error);
      return true;
    }
    return false;
  }

  /** Ends one thread with its clients. Resolves to true when it has ended, or to false if there is no such thread. */
  async endThread(threadId: number): Promise<boolean> {
    for (const worker of this.pool.workers) {
      if (worker.threadId !== threadId) continue;
      this.#kicks.addAll(worker.connections.keys());
      worker.end('kick');
      await worker.exited;
      return true;
    }
    return false;
  }

  setLimits(limits: Limits): void {
    this.#limits = limits;
    this.heartbeat.start(limits.hangTimeoutMs);
    this.broadcast({ type: 'limits', limits });
  }

  setTls(tls: TlsMaterial): void {
    this.#tls = tls;
    this.broadcast({ type: 'tls', tls });
  }

  /** Sends a message to every thread. */
  broadcast(message: ToClientThread): void {
    for (const worker of this.pool.workers) worker.post(message);
  }

  /** Ends every thread. Resolves when all have ended. */
  async terminate(): Promise<void> {
    this.heartbeat.stop();
    const workers = [...this.pool.workers];
    for (const worker of workers) worker.end('shutdown');
    await Promise.all(workers.map((worker) => worker.exited));
  }

  /** Starts a thread; undefined if the system allows no more. */
  #start(): ClientWorker | undefined {
    try {
      const worker = startClientWorker(this.#data, this.#limits, this.#tls, {
        message: (message) => this.#handle(worker, message),
        exit: (error, exitCode) => this.#exited(worker, error, exitCode),
      });
      return worker;
    } catch (error) {
      this.#notStarted(toErrorData(error));
      return undefined;
    }
  }

  #notStarted(error: ErrorData): void {
    this.crashed += 1;
    this.#first.reject(error);
    this.#host.emit({ type: 'crash', threadId: -1, reason: 'start', error, connectionIds: [] });
  }

  #placed(accepted: Accepted, worker: ClientWorker): void {
    this.connections += 1;
    this.#host.emit(placedEvent(worker, accepted));
    // With `allowPlain`, the client's thread reports whether the client begins a handshake.
    if (this.#tls?.allowPlain === false) this.#handshakes.begin(worker, accepted);
  }

  #handle(worker: ClientWorker, message: FromClientThread): void {
    switch (message.type) {
      case 'ready':
        // Its descriptors are open only now.
        this.#reservation.started();
        this.#first.resolve(undefined);
        this.pool.started(worker);
        setTimeout(() => this.#warmUpIfIdle(worker), idleBeforeWarmUpMs).unref();
        break;
      case 'load-failed':
        worker.fail(message.error);
        break;
      case 'disconnect':
        if (!message.healthy) worker.tainted = true;
        this.#emitLog(message.records);
        this.#disconnected(worker, message.id, message.reason);
        if (worker.connections.size === 0) this.pool.vacated(worker);
        break;
      case 'log':
        this.#emitLog(message.records);
        worker.post({ type: 'log-received' });
        break;
      case 'handshake':
        this.#inHandshake(worker, message.id);
        break;
      case 'secured':
        this.#handshakes.end(message.id);
        break;
      case 'retire':
        this.pool.retire(worker);
        break;
      case 'pong':
        // Any message shows that the thread's event loop turns.
        break;
      default:
        message satisfies never;
    }
  }

  #warmUpIfIdle(worker: ClientWorker): void {
    if (worker.served === 0 && !worker.ending) void warmUp(worker);
  }

  #inHandshake(worker: ClientWorker, id: number): void {
    const accepted = worker.connections.get(id);
    if (accepted !== undefined) this.#handshakes.begin(worker, accepted);
  }

  #emitLog(records: readonly LogRecord[]): void {
    for (const record of records) this.#host.emit({ type: 'log', record });
  }

  #disconnected(worker: ClientWorker, id: number, reason: DisconnectReason): void {
    const accepted = worker.connections.get(id);
    if (accepted === undefined) return;
    worker.connections.delete(id);
    this.#handshakes.end(id);
    this.connections -= 1;
    this.#host.emit(disconnectEvent(worker, accepted, reason));
    this.#host.released(accepted);
    this.#kicks.gone(id);
  }

  #unresponsive(worker: ClientWorker, silentMs: number): void {
    this.crashed += 1;
    const connectionIds = [...worker.connections.keys()];
    this.#host.emit({
      type: 'unresponsive',
      threadId: worker.threadId,
      silentMs: Math.round(silentMs),
      connectionIds,
    });
    worker.end('unresponsive');
  }

  #exited(worker: ClientWorker, error: ErrorData | undefined, exitCode: number): void {
    const { endCause, ready } = worker;
    if (ready) this.#reservation.ended();
    if (endCause === undefined) {
      this.crashed += 1;
      const crash = crashEvent(worker, error, exitCode);
      if (!ready) this.#first.reject(crash.error);
      this.#host.emit(crash);
    }
    for (const id of [...worker.connections.keys()]) {
      this.#disconnected(worker, id, this.#reasonOf(id, endCause));
    }
    this.pool.exited(worker);
  }

  #reasonOf(id: number, endCause: ClientWorker['endCause']): DisconnectReason {
    if (this.#kicks.has(id)) return 'kick';
    if (endCause === undefined) return 'crash';
    return endCause === 'shutdown' ? 'shutdown' : 'unresponsive';
  }
}
