import { ChatError, type ChatErrorCode } from '../errors.ts';
import { maxResponseBytes } from '../protocol/response-size.ts';
import type { Request, Responses } from '../protocol/requests.ts';
import type { HubEvent } from '../protocol/events.ts';
import type { RequestAction } from '../protocol/messages.ts';

/** How many parts of lists a thread asks for at a time. */
const maxAtOnce = 2;
/** Lists take no more than one part in so many of the thread's time, however many clients ask for them. */
const share = 20;
/** A shorter pause is not worth a timer. */
const minPauseMs = 0.5;

/** Lets clients have parts of lists in turns, at a pace that leaves most of the thread's time for what is said. */
export class ListScheduler {
  readonly #now: () => number;
  readonly #waiting: Array<() => void> = [];
  #underWay = 0;
  #readyAt = -Infinity;
  #pause: NodeJS.Timeout | undefined;

  /** `now` gives milliseconds from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Runs `getPart` when it is its turn. It is given a function to run what is to be done with the part. */
  async run<T>(getPart: (use: (step: () => void) => void) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#goOn();
    });
    try {
      return await getPart((step) => this.#measure(step));
    } finally {
      this.#underWay -= 1;
      this.#goOn();
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

  #goOn(): void {
    if (this.#pause) return;
    const pauseMs = this.#readyAt - this.#now();
    if (pauseMs > minPauseMs && this.#waiting.length > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#goOn();
      }, pauseMs);
      return;
    }
    while (this.#underWay < maxAtOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#underWay += 1;
      next();
    }
  }
}

/** How many bytes of answers may be on their way to one thread; far less than the hub holds for a thread. */
const maxBytesUnderWay = 2 * 1024 * 1024;

interface Pending {
  readonly request: RequestAction;
  /** How large the answer can be. */
  readonly bytes: number;
  settle(value: Responses[keyof Responses]): void;
  fail(error: ChatError): void;
}

/**
 * The requests of a thread's clients that the hub has not answered. So that their answers never add up to more than
 * the hub may send, requests wait here for the answers to earlier ones. None hangs: when the hub is gone, all fail.
 */
export class PendingRequests {
  readonly #send: (request: RequestAction) => void;
  readonly #sent = new Map<number, Pending>();
  readonly #waiting: Pending[] = [];
  #bytes = 0;
  #lastId = 0;
  #lost: ChatError | undefined;

  constructor(send: (request: RequestAction) => void) {
    this.#send = send;
  }

  /** How many are not answered. */
  get size(): number {
    return this.#sent.size + this.#waiting.length;
  }

  /** Sends a request when it may; `taken` is called with the answer at its place in the hub's order. */
  add<T extends Request['type']>(
    request: Request & { type: T },
    taken?: (answer: Responses[T]) => void,
  ): Promise<Responses[T]> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#lastId += 1;
      this.#waiting.push({
        request: { type: 'request', id: this.#lastId, request: request },
        bytes: maxResponseBytes(request),
        settle: (value) => {
          const answer = value as Responses[T];
          taken?.(answer);
          resolve(answer);
        },
        fail: reject,
      });
      this.#goOn();
    });
  }

  /** An answer has come. */
  settle(event: HubEvent & { type: 'response' | 'failed' }): void {
    const pending = this.#sent.get(event.id);
    if (!pending) return;
    this.#sent.delete(event.id);
    this.#bytes -= pending.bytes;
    this.#goOn();
    if (event.type === 'response') pending.settle(event.value);
    else pending.fail(new ChatError(event.code as ChatErrorCode, event.message, event));
  }

  /** The hub is gone: nothing will be answered, now or later. */
  lose(error: ChatError): void {
    this.#lost = error;
    const all = [...this.#sent.values(), ...this.#waiting.splice(0)];
    this.#sent.clear();
    for (const pending of all) pending.fail(error);
  }

  #goOn(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || (this.#bytes > 0 && this.#bytes + next.bytes > maxBytesUnderWay)) return;
      this.#waiting.shift();
      this.#bytes += next.bytes;
      this.#sent.set(next.request.id, next);
      this.#send(next.request);
    }
  }
}
