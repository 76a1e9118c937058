import { expectInteger, expectOptions } from '../../../../common/options/expect-options.ts';

/** Options of `ChatClient.messages()`. */
export interface MessagesOptions {
  /** Maximum number of messages waiting for a slow reader; beyond it the oldest are dropped and counted. @default 1000 */
  readonly maxWaiting?: number;
}

/**
 * Values waiting to be read by `for await`. A slow reader does not delay the connection: beyond a limit the oldest values * are dropped and counted.
 */
export class MessageQueue<Value> implements AsyncIterableIterator<Value> {
  readonly #maxWaiting: number;
  readonly #onReturn: () => void;
  readonly #values: Value[] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<Value>>[] = [];
  #ended: { readonly error: Error | undefined } | undefined;
  #dropped = 0;

  /**
   * @param onReturn called once, when the reader stops
   * @throws {TypeError | RangeError} for invalid options
   */
  constructor(options: MessagesOptions, onReturn: () => void) {
    expectOptions('the options', options, ['maxWaiting']);
    const { maxWaiting = 1000 } = options;
    expectInteger('maxWaiting', maxWaiting, 1);
    this.#maxWaiting = maxWaiting;
    this.#onReturn = onReturn;
  }

  /** The number of values dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  push(value: Value): void {
    if (this.#ended !== undefined) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value });
      return;
    }
    this.#values.push(value);
    if (this.#values.length <= this.#maxWaiting) return;
    this.#values.shift();
    this.#dropped += 1;
  }

  /** Adds no more values: the reader gets those that are waiting, then the end or the error. */
  end(error?: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    for (const reader of this.#readers.splice(0)) this.#settle(reader);
  }

  next(): Promise<IteratorResult<Value>> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    const reader = Promise.withResolvers<IteratorResult<Value>>();
    if (this.#ended === undefined) this.#readers.push(reader);
    else this.#settle(reader);
    return reader.promise;
  }

  return(): Promise<IteratorResult<Value>> {
    this.#values.length = 0;
    this.end();
    this.#onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(reader: PromiseWithResolvers<IteratorResult<Value>>): void {
    const error = this.#ended?.error;
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else {
      // The error is reported once; after that the iteration has ended.
      this.#ended = { error: undefined };
      reader.reject(error);
    }
  }
}
