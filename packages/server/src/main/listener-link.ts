import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type ErrorData, ServerError, toErrorData } from '../errors.ts';
import type {
  FromListener,
  ListenerData,
  ListenerRequest,
  ListenerRequests,
  Told,
  ToListener,
} from '../protocol.ts';
import type { ServerEvent } from '../server-event.ts';

const listenerThreadEntry = new URL(import.meta.resolve('#listener-thread'));

/** What main hears of a listener thread. */
export interface LinkEvents {
  event(event: ServerEvent): void;
  /** The thread is gone; with an error if nobody ended it. */
  exit(error: ServerError | undefined): void;
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Main's side of one listener thread: asks, and hears. No answer is awaited for ever: the thread's end settles all. */
export class ListenerLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  readonly #opening = Promise.withResolvers<FromListener & { type: 'listening' | 'failed' }>();
  readonly #events: LinkEvents;
  #lastNumber = 0;
  #ended = false;
  #error: ErrorData | undefined;

  constructor(data: Omit<ListenerData, 'port'>, events: LinkEvents) {
    this.#events = events;
    const { port1, port2 } = new MessageChannel();
    const workerData: ListenerData = { ...data, port: port2 };
    this.#worker = new Worker(listenerThreadEntry, {
      name: 'listener',
      workerData,
      transferList: [port2, ...Object.values(data.services)],
    });
    this.#port = port1;
    port1.on('message', (message: FromListener) => this.#hear(message));
    this.#worker.on('error', (error: unknown) => {
      this.#error = toErrorData(error);
    });
    this.#worker.on('exit', () => this.#exited());
  }

  /** Resolves when the listener listens or has failed to; rejects if its thread ends before. */
  get opening(): Promise<FromListener & { type: 'listening' | 'failed' }> {
    return this.#opening.promise;
  }

  /** Asks the listener thread. @throws {ServerError} `ERR_SERVER_CLOSED` when it is gone, or what it answers */
  async ask<Name extends keyof ListenerRequests>(
    name: Name,
    args: ListenerRequests[Name]['args'],
  ): Promise<ListenerRequests[Name]['answer']> {
    if (this.#ended) throw closedError();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#lastNumber += 1;
    this.#pending.set(this.#lastNumber, { resolve, reject });
    this.#post({ type: 'request', number: this.#lastNumber, name, args } as ListenerRequest);
    return (await promise) as ListenerRequests[Name]['answer'];
  }

  /** Ends the listener thread, and with it every client thread, now. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  #hear(message: FromListener): void {
    switch (message.type) {
      case 'listening':
      case 'failed':
        this.#opening.resolve(message);
        break;
      case 'told':
        this.#post({ type: 'taken' });
        for (const item of message.items) this.#hearOne(item);
        break;
      default:
        message satisfies never;
    }
  }

  #hearOne(item: Told): void {
    if (item.type === 'answer') this.#take(item.number)?.resolve(item.answer);
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
