import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { HistoryQuery, HistoryReader } from './query.ts';
import { ChatError } from '../errors.ts';

/** The `workerData` of a reader thread. */
export interface ReaderThreadData {
  readonly file: string;
  readonly port: MessagePort;
  /** A single element, set to 1 when the thread has closed the file. */
  readonly closed: Int32Array<SharedArrayBuffer>;
}

/** Hub → reader thread. */
export type ToReader =
  | {
      readonly type: 'read';
      readonly id: number;
      readonly account: string;
      readonly query: HistoryQuery;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

/** Reader thread → hub. */
export type FromReader =
  /** `answer` is JSON, which the hub forwards unchanged. */
  | { readonly type: 'answer'; readonly id: number; readonly answer: string }
  | { readonly type: 'error'; readonly id: number; readonly reason: string };

/** Minimum delay before a failed thread is restarted by the next query. It doubles with each failure. */
const firstRestartMs = 1000;
const maxRestartMs = 60_000;
/** A thread with pending queries that sends no response for this time is terminated. */
const hangMs = 30_000;
/** How long `close()` waits for the thread to close the file. */
const closeMs = 1000;
/** More than the pending queries and one result can use. */
const resourceLimits = { maxOldGenerationSizeMb: 128 };

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly closed: Int32Array<SharedArrayBuffer>;
}

/**
 * Reads a history file in a separate thread, which the first query starts. If the thread exits, pending queries are
 * rejected. The thread is restarted with exponential backoff.
 */
export class ThreadReader implements HistoryReader {
  readonly #file: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<string>>();
  #running: Running | undefined;
  #lastId = 0;
  #restartMs = firstRestartMs;
  #restartAt = 0;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
  }

  read(account: string, query: HistoryQuery, signal: AbortSignal): Promise<string> {
    const running = (this.#running ??= this.#start());
    if (running === undefined) {
      return Promise.reject(unreadable('the thread that reads it has ended'));
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const waiting = Promise.withResolvers<string>();
    const send = (message: ToReader): void => running.port.postMessage(message);
    if (this.#waiting.size === 0) this.#watch?.refresh();
    this.#waiting.set(id, waiting);
    send({ type: 'read', id, account, query });
    this.#watch ??= this.#startWatch();
    signal.addEventListener(
      'abort',
      () => this.#waiting.delete(id) && send({ type: 'cancel', id }),
    );
    return waiting.promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const running = this.#running;
    if (!running) return;
    running.port.postMessage({ type: 'close' } satisfies ToReader);
    Atomics.wait(running.closed, 0, 0, closeMs);
    this.#end(running, 'it is closed');
  }

  #start(): Running | undefined {
    if (this.#closed || performance.now() < this.#restartAt) return undefined;
    const { port1, port2 } = new MessageChannel();
    const closed = new Int32Array(new SharedArrayBuffer(4));
    const workerData: ReaderThreadData = { file: this.#file, port: port2, closed };
    const worker = new Worker(new URL(import.meta.resolve('#reader-thread')), {
      workerData,
      transferList: [port2],
      resourceLimits,
      name: 'chat history',
    });
    const running = { worker, port: port1, closed };
    port1.on('message', (message: FromReader) => this.#take(message));
    // The reader must not keep the process running.
    port1.unref();
    worker.unref();
    worker.on('error', (error: Error) => this.#fail(running, error.message));
    worker.on('exit', () => this.#fail(running, 'the thread that reads it has ended'));
    return running;
  }

  #take(message: FromReader): void {
    this.#watch?.refresh();
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') {
      this.#restartMs = firstRestartMs;
      waiting?.resolve(message.answer);
    } else {
      waiting?.reject(unreadable(message.reason));
    }
  }

  #fail(running: Running, reason: string): void {
    if (this.#running !== running) return;
    this.#restartAt = performance.now() + this.#restartMs;
    this.#restartMs = Math.min(this.#restartMs * 2, maxRestartMs);
    this.#end(running, reason);
  }

  #end(running: Running, reason: string): void {
    this.#running = undefined;
    clearInterval(this.#watch);
    this.#watch = undefined;
    running.port.close();
    void running.worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(unreadable(reason));
    this.#waiting.clear();
  }

  #startWatch(): NodeJS.Timeout {
    const check = (): void => {
      if (this.#running && this.#waiting.size > 0) this.#fail(this.#running, 'it takes too long');
    };
    return setInterval(check, hangMs).unref();
  }
}

function unreadable(reason: string): ChatError {
  const message = 'The history cannot be read right now';
  return new ChatError('ERR_CHAT_HISTORY_FAILED', message, { cause: new Error(reason) });
}
