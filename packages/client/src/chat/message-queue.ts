/** Options of `ChatClient.messages()`. */
export interface MessagesOptions {
  /** So many messages wait at most for a reader that is slower; then the oldest are dropped and counted. @default 1000 */
  readonly maxWaiting?: number;
}

/** What {@link MessageQueue} needs of a source of events. */
interface Options {
  /** So many wait at most; then the oldest are dropped. */
  readonly maxWaiting: number;
  /** Called once, when nobody takes from it any more. */
  readonly onReturn: () => void;
}

/**
 * Values that wait for `for await`. At its bound the oldest are dropped, and counted: a reader that is too slow loses the
 * past, and holds up nobody.
 */
export class MessageQueue<Value> implements AsyncIterableIterator<Value> {
  readonly #options: Options;
  readonly #values: Value[] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<Value>>[] = [];
  #ended: { readonly error: Error | undefined } | undefined;
  #dropped = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many were dropped so far. */
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

  /** No more values come: the reader gets those that wait, then the end, or the error. */
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
      // Told once; whoever asks again is at the end.
      this.#ended = { error: undefined };
      reader.reject(error);
    }
  }
}
