import { availableParallelism } from 'node:os';
import type { Accepted, ClientWorker, Waiting } from './client-worker.ts';
import { heldUp, slowHandshakeMs, threadToShare } from './placement.ts';

/** How many threads there are, and when they go. */
export interface PoolOptions {
  readonly maxThreads: number;
  readonly spareThreads: number;
  readonly reuseThreads: boolean;
  readonly idleThreadTimeoutMs: number;
}

/** What a pool needs of its owner. */
export interface PoolHost {
  /** Starts a new thread; undefined if the system allows no more. */
  start(): ClientWorker | undefined;
  /** A client has been placed on a thread. */
  placed(accepted: Accepted, worker: ClientWorker): void;
}

/** A spare thread is started when the client that took the last one has probably had its first answer. */
const fillDelayMs = 10;

/**
 * Places clients on threads: on an idle one, else on a new one while the budget lasts, else on a shared one. Starts at most as many threads at once as there are cores; clients wait for their turn.
 */
export class ThreadPool {
  readonly workers = new Set<ClientWorker>();
  readonly waiting: Waiting[] = [];
  readonly #options: PoolOptions;
  readonly #host: PoolHost;
  /** Threads without a client, the one that became so last at the end: it is the warmest. */
  readonly #idle: ClientWorker[] = [];
  readonly #maxStarting = availableParallelism();
  readonly #trimTimer: NodeJS.Timeout;
  #starting = 0;
  #failedStarts = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #fillTimer: NodeJS.Timeout | undefined;
  #heldUpTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PoolOptions, host: PoolHost) {
    this.#options = options;
    this.#host = host;
    const periodMs = Math.min(1000, Math.max(10, options.idleThreadTimeoutMs));
    this.#trimTimer = setInterval(() => this.#trim(), periodMs).unref();
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Gives a client its thread, or a place in the queue for one. */
  place(client: Waiting): void {
    const idle = this.#takeIdle() ?? heldUp(this.workers);
    if (idle === undefined) {
      this.waiting.push(client);
      this.fill();
      this.#heldUpTimer ??= setTimeout(() => this.#useHeldUp(), slowHandshakeMs);
    } else {
      this.#placeOn(idle, client);
      this.#fillTimer ??= setTimeout(() => this.fill(), fillDelayMs);
    }
  }

  #takeIdle(): ClientWorker | undefined {
    for (;;) {
      const worker = this.#idle.pop();
      if (worker?.ending !== true) return worker;
    }
  }

  /** Places waiting clients on threads that have become held up since. */
  #useHeldUp(): void {
    this.#heldUpTimer = undefined;
    while (this.waiting.length > 0) {
      const worker = heldUp(this.workers);
      if (worker === undefined) break;
      this.#placeNextOn(worker);
    }
    if (this.waiting.length > 0)
      this.#heldUpTimer = setTimeout(() => this.#useHeldUp(), slowHandshakeMs);
  }

  /** Starts the threads that waiting clients need, and the spare ones, as far as budget and cores allow. */
  fill(): void {
    clearTimeout(this.#fillTimer);
    this.#fillTimer = undefined;
    while (this.#mayStart()) {
      const worker = this.#start();
      if (worker === undefined) break;
      const client = this.waiting.shift();
      if (client !== undefined) this.#placeOn(worker, client);
      else this.#idle.unshift(worker);
    }
    // Not before the whole budget is started: a crowd that comes at once is spread over all of it.
    if (this.workers.size >= this.#options.maxThreads) this.#shareWaiting();
  }

  /** Starts one thread, whether or not a spare one is wanted. */
  startFirst(): void {
    const worker = this.#start();
    if (worker !== undefined) this.#idle.push(worker);
  }

  #start(): ClientWorker | undefined {
    const worker = this.#host.start();
    if (worker === undefined) {
      this.#startFailed();
      return undefined;
    }
    this.#starting += 1;
    this.workers.add(worker);
    return worker;
  }

  #mayStart(): boolean {
    if (this.#closed || this.#retryTimer !== undefined) return false;
    if (this.#starting >= this.#maxStarting || !this.#isWithinBudget()) return false;
    return this.waiting.length > 0 || this.#idle.length < this.#options.spareThreads;
  }

  /** Threads that nobody else gets, and whose clients may stay for long, have a few others in their place. */
  #isWithinBudget(): boolean {
    let retired = 0;
    for (const { tainted, ending } of this.workers) if (tainted && !ending) retired += 1;
    return this.workers.size - Math.min(retired, this.#maxStarting) < this.#options.maxThreads;
  }

  /** A thread has loaded the handler. */
  started(worker: ClientWorker): void {
    if (worker.ready) return;
    worker.loaded();
    this.#starting -= 1;
    this.#failedStarts = 0;
    this.fill();
  }

  /** The last client of a thread has left: it serves another, or is retired. */
  vacated(worker: ClientWorker): void {
    if (this.#closed || worker.ending) return;
    if (worker.tainted || !this.#options.reuseThreads) {
      worker.end('retire');
      return;
    }
    worker.idleSince = performance.now();
    const client = this.waiting.shift();
    if (client !== undefined) this.#placeOn(worker, client);
    else this.#idle.push(worker);
  }

  /** A thread is to have no other client: it goes with those it has, at once if it has none. */
  retire(worker: ClientWorker): void {
    worker.tainted = true;
    if (worker.connections.size > 0) return;
    this.#forgetIdle(worker);
    worker.end('retire');
  }

  /** A thread is gone. */
  exited(worker: ClientWorker): void {
    this.workers.delete(worker);
    this.#forgetIdle(worker);
    if (!worker.ready) {
      this.#starting -= 1;
      if (worker.endCause === undefined) this.#startFailed();
    }
    this.fill();
  }

  /** Starts no thread any more, and gives back the clients that still wait for one. */
  close(): Waiting[] {
    this.#closed = true;
    clearInterval(this.#trimTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#fillTimer);
    clearTimeout(this.#heldUpTimer);
    return this.waiting.splice(0);
  }

  #placeOn(worker: ClientWorker, client: Waiting): void {
    worker.handOver(client);
    this.#host.placed(client, worker);
  }

  #placeNextOn(worker: ClientWorker): void {
    const client = this.waiting.shift();
    if (client !== undefined) this.#placeOn(worker, client);
  }

  #shareWaiting(): void {
    while (this.waiting.length > 0) {
      const worker = threadToShare(this.workers);
      // All are ending: their places are free in a moment.
      if (worker === undefined) return;
      this.#forgetIdle(worker);
      this.#placeNextOn(worker);
    }
  }

  /** A thread that can't start must not be tried for ever without a pause, nor cost every client its connection at once. */
  #startFailed(): void {
    this.#failedStarts += 1;
    const delayMs = Math.min(5000, 50 * 2 ** this.#failedStarts);
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = undefined;
      this.fill();
    }, delayMs);
    this.#shareWaiting();
  }

  /** Retires the threads that have been idle too long, beyond the spare ones. */
  #trim(): void {
    const now = performance.now();
    for (const worker of this.#idle.slice(
      0,
      Math.max(0, this.#idle.length - this.#options.spareThreads),
    )) {
      if (!worker.ready || now - worker.idleSince < this.#options.idleThreadTimeoutMs) continue;
      this.#forgetIdle(worker);
      worker.end('retire');
    }
  }

  #forgetIdle(worker: ClientWorker): void {
    const index = this.#idle.indexOf(worker);
    if (index !== -1) this.#idle.splice(index, 1);
  }
}
