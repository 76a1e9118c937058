import { ChatError, type ChatErrorCode } from '../errors.ts';
import { maxResponseBytes, type RequestAction } from '../protocol/messages.ts';
import type { Request, Responses } from '../protocol/requests.ts';
import type { HubEvent } from '../protocol/events.ts';

/** Maximum number of concurrent list requests per thread. */
const maxAtOnce = 2;
/** Lists use at most 1/`share` of the thread's time, regardless of the number of clients. */
const share = 20;
/** Shorter pauses are skipped. */
const minPauseMs = 0.5;

/** Schedules the list requests of all clients in turn, and limits their share of the thread's time. */
export class ListScheduler {
  readonly #now: () => number;
  readonly #waiting: Array<() => void> = [];
  #active = 0;
  #readyAt = -Infinity;
  #pause: NodeJS.Timeout | undefined;

  /** @param now returns the time in ms from any origin */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Calls `getPart` when it is its turn. `getPart` must process the part inside `use()`, which measures the time. */
  async run<T>(getPart: (use: (step: () => void) => void) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#startNext();
    });
    try {
      return await getPart((step) => this.#measure(step));
    } finally {
      this.#active -= 1;
      this.#startNext();
    }
  }

  #measure(step: () => void): void {
    const began = this.#now();
    try {
      step();
    } finally {
      const ended = this.#now();
      this.#readyAt = Math.max(this.#readyAt, began) + (ended - began) * share;
    }
  }

  #startNext(): void {
    if (this.#pause) return;
    const pauseMs = this.#readyAt - this.#now();
    if (pauseMs > minPauseMs && this.#waiting.length > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#startNext();
      }, pauseMs);
      return;
    }
    while (this.#active < maxAtOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#active += 1;
      next();
    }
  }
}

/** Maximum total size of the expected responses, in bytes; well below the hub's own limit per thread. */
const maxPendingBytes = 2 * 1024 * 1024;

interface Pending {
  readonly request: RequestAction;
  /** Maximum size of the response. */
  readonly bytes: number;
  settle(value: Responses[keyof Responses]): void;
  fail(error: ChatError): void;
}

/**
 * The pending requests of a thread's clients. Requests wait here for earlier responses, so that the total size of the
 * responses stays within the hub's limit. All of them fail when the hub is gone.
 */
export class PendingRequests {
  readonly #send: (request: RequestAction) => void;
  readonly #sent = new Map<number, Pending>();
  readonly #waiting: Pending[] = [];
  #bytes = 0;
  #lastId = 0;
  #closeError: ChatError | undefined;

  constructor(send: (request: RequestAction) => void) {
    this.#send = send;
  }

  /** Number of pending requests. */
  get size(): number {
    return this.#sent.size + this.#waiting.length;
  }

  /** Queues a request. `onResponse` is called with the response in the hub's order. */
  add<T extends Request['type']>(
    request: Request & { type: T },
    onResponse?: (response: Responses[T]) => void,
  ): Promise<Responses[T]> {
    return new Promise((resolve, reject) => {
      if (this.#closeError) return reject(this.#closeError);
      this.#lastId += 1;
      this.#waiting.push({
        request: { type: 'request', id: this.#lastId, request: request },
        bytes: maxResponseBytes(request),
        settle: (value) => {
          const response = value as Responses[T];
          onResponse?.(response);
          resolve(response);
        },
        fail: reject,
      });
      this.#sendNext();
    });
  }

  /** Settles the request that a response belongs to. */
  settle(event: HubEvent & { type: 'response' | 'failed' }): void {
    const pending = this.#sent.get(event.id);
    if (!pending) return;
    this.#sent.delete(event.id);
    this.#bytes -= pending.bytes;
    this.#sendNext();
    if (event.type === 'response') pending.settle(event.value);
    else pending.fail(new ChatError(event.code as ChatErrorCode, event.message, event));
  }

  /** Rejects all current and future requests, because the hub is gone. */
  rejectAll(error: ChatError): void {
    this.#closeError = error;
    const all = [...this.#sent.values(), ...this.#waiting.splice(0)];
    this.#sent.clear();
    for (const pending of all) pending.fail(error);
  }

  #sendNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || (this.#bytes > 0 && this.#bytes + next.bytes > maxPendingBytes)) return;
      this.#waiting.shift();
      this.#bytes += next.bytes;
      this.#sent.set(next.request.id, next);
      this.#send(next.request);
    }
  }
}
