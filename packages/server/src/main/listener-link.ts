import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type ErrorData, ServerError, toErrorData } from '../errors.ts';
import type {
  FromListener,
  ListenerData,
  ListenerRequest,
  ListenerRequests,
  BatchItem,
  ToListener,
} from '../protocol.ts';
import type { ServerEvent } from '../server-event.ts';

const listenerThreadEntry = new URL(import.meta.resolve('#listener-thread'));

/** Events of a listener thread. */
export interface ListenerEvents {
  event(event: ServerEvent): void;
  /** The thread has ended; with an error unless `end()` was called. */
  exit(error: ServerError | undefined): void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The main thread's side of one listener thread: sends requests and receives events. The end of the thread rejects all pending
 * requests. */
export class ListenerLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  readonly #opening = Promise.withResolvers<FromListener & { type: 'listening' | 'failed' }>();
  readonly #events: ListenerEvents;
  #lastNumber = 0;
  #ended = false;
  #error: ErrorData | undefined;

  constructor(data: Omit<ListenerData, 'port'>, events: ListenerEvents) {
    this.#events = events;
    const { port1, port2 } = new MessageChannel();
    const workerData: ListenerData = { ...data, port: port2 };
    this.#worker = new Worker(listenerThreadEntry, {
      name: 'listener',
      workerData,
      transferList: [port2, ...Object.values(data.services)],
    });
    this.#port = port1;
    port1.on('message', (message: FromListener) => this.#handle(message));
    this.#worker.on('error', (error: unknown) => {
      this.#error = toErrorData(error);
    });
    this.#worker.on('exit', () => this.#exited());
  }

  /** Resolves when the listener listens or has failed; rejects if its thread ends first. */
  get opening(): Promise<FromListener & { type: 'listening' | 'failed' }> {
    return this.#opening.promise;
  }

  /**
   * Sends a request. When the signal aborts, the listener still handles it.
   *
   * @throws {ServerError} `ERR_SERVER_CLOSED` if the thread has ended, or the error of the response, or the signal's reason
   */
  async request<Name extends keyof ListenerRequests>(
    name: Name,
    args: ListenerRequests[Name]['args'],
    signal?: AbortSignal,
  ): Promise<ListenerRequests[Name]['result']> {
    signal?.throwIfAborted();
    if (this.#ended) throw closedError();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#lastNumber += 1;
    this.#pending.set(this.#lastNumber, { resolve, reject });
    this.#post({ type: 'request', number: this.#lastNumber, name, args } as ListenerRequest);
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return (await promise) as ListenerRequests[Name]['result'];
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the listener thread, and with it every client thread, now. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  #handle(message: FromListener): void {
    switch (message.type) {
      case 'listening':
      case 'failed':
        this.#opening.resolve(message);
        break;
      case 'batch':
        this.#post({ type: 'received' });
        for (const item of message.items) this.#handleItem(item);
        break;
      default:
        message satisfies never;
    }
  }

  #handleItem(item: BatchItem): void {
    if (item.type === 'response') this.#take(item.number)?.resolve(item.result);
    else if (item.type === 'error') this.#take(item.number)?.reject(item.error);
    else this.#events.event(item);
  }

  #take(number: number): Pending | undefined {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    return pending;
  }

  #exited(): void {
    const error = this.#ended
      ? undefined
      : new ServerError(
          'ERR_SERVER_CRASHED',
          `the listener thread ended: ${this.#error?.message ?? 'unknown error'}`,
          {
            cause: this.#error,
          },
        );
    this.#ended = true;
    this.#port.close();
    this.#opening.reject(error ?? closedError());
    this.#opening.promise.catch(() => {});
    for (const { reject } of this.#pending.values()) reject(error ?? closedError());
    this.#pending.clear();
    this.#events.exit(error);
  }

  #post(message: ToListener): void {
    this.#port.postMessage(message);
  }
}

function closedError(): ServerError {
  return new ServerError('ERR_SERVER_CLOSED', 'the server is closed');
}
