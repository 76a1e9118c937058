import type { Socket } from 'node:net';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { ThreadState } from '../protocol.ts';
import type { Counters } from '../counters.ts';
import type {
  ClientThreadData,
  FromClientThread,
  ListenerData,
  ToClientThread,
} from '../protocol.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { TlsMaterial } from '../secure-context.ts';

/** The listener's record of an admitted client. */
export interface Accepted {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly acceptedAt: number;
  readonly counters: Counters;
}

/** A client whose socket has not moved into a client thread yet. */
export interface Waiting extends Accepted {
  readonly socket: Socket;
}

const clientThreadEntry = new URL(import.meta.resolve('#client-thread'));

/** Why the listener ends a thread. A thread that ends without such a cause has crashed. */
type EndCause = 'retire' | 'unresponsive' | 'kick' | 'shutdown';

/** Events of a client thread. */
interface ClientWorkerEvents {
  message(message: FromClientThread): void;
  /** The thread has ended, with the error that ended it, if any. */
  exit(error: ErrorData | undefined, exitCode: number): void;
}

/** Limits of a client thread. */
interface ClientWorkerBounds {
  readonly memoryMb: number;
  readonly startTimeoutMs: number;
}

/** The listener's side of one client thread: its port, its clients, and when its event loop last turned. */
export class ClientWorker {
  readonly threadId: number;
  readonly startedAt = Date.now();
  readonly connections = new Map<number, Accepted>();
  /** Clients whose TLS handshake is not finished, with its start by `performance.now()`; the oldest first. */
  readonly handshakes = new Map<number, number>();
  readonly worker: Worker;
  /** How many clients it has served. */
  served = 0;
  /** Set when the listener ends the thread. */
  endCause: EndCause | undefined;
  /** Whether it accepts no more clients: one left something behind, or the handler called `retire()`. */
  tainted = false;
  /** When its event loop last turned, as far as known, by `performance.now()`. */
  turnedAt = performance.now();
  /** When its last client left, by `performance.now()`. */
  idleSince = performance.now();
  readonly #port: MessagePort;
  readonly #exit = Promise.withResolvers<undefined>();
  readonly #startTimer: NodeJS.Timeout;
  #ready = false;
  #failed = false;
  #error: ErrorData | undefined;

  /** @throws {Error} `ERR_WORKER_INIT_FAILED` if the system does not allow another thread */
  constructor(
    entry: URL,
    data: Omit<ClientThreadData, 'port'>,
    bounds: ClientWorkerBounds,
    events: ClientWorkerEvents,
  ) {
    const { port1, port2 } = new MessageChannel();
    const workerData: ClientThreadData = { ...data, port: port2 };
    try {
      this.worker = new Worker(entry, {
        name: 'client',
        workerData,
        transferList: [port2, ...Object.values(data.services)],
        resourceLimits: {
          maxOldGenerationSizeMb: bounds.memoryMb,
          maxYoungGenerationSizeMb: youngGenerationMb,
        },
      });
    } catch (error) {
      port1.close();
      throw error;
    }
    this.threadId = this.worker.threadId;
    this.#port = port1;
    port1.on('message', (message: FromClientThread) => {
      this.turnedAt = performance.now();
      events.message(message);
    });
    this.worker.on('error', (error: unknown) => {
      this.#error ??= toErrorData(error);
    });
    this.worker.on('exit', (code) => {
      clearTimeout(this.#startTimer);
      port1.close();
      events.exit(this.#error, code);
      this.#exit.resolve(undefined);
    });
    this.#startTimer = setTimeout(() => {
      const message = `the handler was not loaded within ${bounds.startTimeoutMs} ms`;
      this.fail({ code: 'ERR_THREAD_START_TIMEOUT', message });
    }, bounds.startTimeoutMs);
  }

  /** Resolves when the thread has ended. */
  get exited(): Promise<undefined> {
    return this.#exit.promise;
  }

  /** Whether the handler is loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The handler is loaded. */
  loaded(): void {
    this.#ready = true;
    clearTimeout(this.#startTimer);
  }

  /** Whether it is ending, so that no client can be placed on it. */
  get ending(): boolean {
    return this.endCause !== undefined || this.#failed;
  }

  /** How many clients are served, not counting those in their TLS handshake. */
  get clients(): number {
    return this.connections.size - this.handshakes.size;
  }

  /** Whether it serves no client and has waited for a handshake since `moment`, so that it can take another client. */
  waitsForHandshakeSince(moment: number): boolean {
    if (!this.#ready) return false;
    const [oldest = Number.POSITIVE_INFINITY] = this.handshakes.values();
    return this.clients === 0 && oldest <= moment;
  }

  get state(): ThreadState {
    if (this.ending) return 'ending';
    if (this.connections.size === 0) return this.ready ? 'idle' : 'starting';
    return this.connections.size === 1 ? 'dedicated' : 'shared';
  }

  /** Moves a client's socket into the thread. If the thread is still starting, it receives the socket when it is ready. */
  handOver({ socket, ...accepted }: Waiting): void {
    const { id, remoteAddress, remotePort, counters } = accepted;
    if (this.connections.size === 0) this.turnedAt = performance.now();
    this.connections.set(id, accepted);
    this.served += 1;
    // Not by `worker.postMessage()`: if the thread has ended, the port closes the socket, but the worker would leak it.
    this.#port.postMessage(
      {
        type: 'connection',
        id,
        socket,
        remoteAddress,
        remotePort,
        counters: counters.memory,
      } satisfies ToClientThread,
      [socket],
    );
  }

  /** Moves the socket of a warm-up client into the thread. */
  warmUp(socket: Socket): void {
    this.#port.postMessage({ type: 'warm-up', socket } satisfies ToClientThread, [socket]);
  }

  post(message: ToClientThread): void {
    this.#port.postMessage(message);
  }

  /** Ends a thread that can't be used, with the error to report. */
  fail(error: ErrorData): void {
    this.#error ??= error;
    this.#failed = true;
    void this.worker.terminate();
  }

  /** Ends the thread now, even in an endless loop. */
  end(cause: EndCause): void {
    if (this.endCause !== undefined) return;
    this.endCause = cause;
    void this.worker.terminate();
  }
}

/**
 * Starts a client thread, and connects it to the services.
 *
 * @throws {Error} `ERR_WORKER_INIT_FAILED` if the system does not allow another thread
 */
export function startClientWorker(
  { settings, services }: ListenerData,
  limits: Limits,
  tls: TlsMaterial | undefined,
  events: ClientWorkerEvents,
): ClientWorker {
  const { handler, data, allowHalfOpen, threadMemoryMb, startTimeoutMs } = settings;
  const channels = Object.entries(services).map(([name, entry]) => ({
    name,
    entry,
    channel: new MessageChannel(),
  }));
  const ports = Object.fromEntries(channels.map(({ name, channel }) => [name, channel.port2]));
  const threadData = { handler, data, services: ports, limits, tls, allowHalfOpen };
  const bounds = { memoryMb: threadMemoryMb, startTimeoutMs };
  try {
    const worker = new ClientWorker(clientThreadEntry, threadData, bounds, events);
    const { threadId } = worker;
    for (const { entry, channel } of channels) {
      const port = channel.port1;
      entry.postMessage({ type: 'client-thread', threadId, port }, [port]);
    }
    return worker;
  } catch (error) {
    for (const { channel } of channels) channel.port1.close();
    throw error;
  }
}

/** Enough for bursts of short-lived buffers and strings; each idle thread would keep more. */
const youngGenerationMb = 1;
