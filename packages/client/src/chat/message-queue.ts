/** Options of `ChatClient.messages()`. */
export interface MessagesOptions {
  /** How many messages wait for a slow reader; beyond that the oldest are dropped and counted. @default 1000 */
  readonly maxWaiting?: number;
}

interface MessageQueueOptions {
  readonly maxWaiting: number;
  /** Called once, when the reader stops. */
  readonly onReturn: () => void;
}

/**
 * Values waiting to be read by `for await`. A reader that is too slow does not delay anybody: beyond a limit the oldest values
 * are dropped and counted.
 */
export class MessageQueue<Value> implements AsyncIterableIterator<Value> {
  readonly #options: MessageQueueOptions;
  readonly #values: Value[] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<Value>>[] = [];
  #ended: { readonly error: Error | undefined } | undefined;
  #dropped = 0;

  constructor(options: MessageQueueOptions) {
    this.#options = options;
  }

  /** How many values were dropped so far. */
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
    if (this.#values.length <= this.#options.maxWaiting) return;
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
    this.#options.onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(reader: PromiseWithResolvers<IteratorResult<Value>>): void {
    const error = this.#ended?.error;
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else {
      // The error is reported once; after that the iteration is just over.
      this.#ended = { error: undefined };
      reader.reject(error);
    }
  }
}
