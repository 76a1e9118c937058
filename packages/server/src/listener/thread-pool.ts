import { availableParallelism } from 'node:os';
import type { Accepted, ClientWorker, Waiting } from './client-worker.ts';
import { slowHandshakeThread, slowHandshakeMs, threadToShare } from './placement.ts';

/** How many threads a pool has, and when they end. */
interface PoolOptions {
  readonly maxThreads: number;
  readonly spareThreads: number;
  readonly reuseThreads: boolean;
  readonly idleThreadTimeoutMs: number;
}

/** What a pool needs from its owner. */
interface PoolHost {
  /** Starts a thread; undefined if the system does not allow it. */
  start(): ClientWorker | undefined;
  /** A client has been placed on a thread. */
  placed(accepted: Accepted, worker: ClientWorker): void;
}

/** Delays the start of a spare thread until the client that took the last one has probably been answered. */
const fillDelayMs = 10;

/**
 * Places clients on threads: an idle one, otherwise a new one up to `maxThreads`, otherwise a shared one. At most one thread per
 * core starts at a time; clients wait for them.
 */
export class ThreadPool {
  readonly workers = new Set<ClientWorker>();
  readonly waiting: Waiting[] = [];
  readonly #options: PoolOptions;
  readonly #host: PoolHost;
  /** Threads without a client; the last is the most recently used, whose caches are warmest. */
  readonly #idle: ClientWorker[] = [];
  readonly #maxStarting = availableParallelism();
  readonly #trimTimer: NodeJS.Timeout;
  #starting = 0;
  #failedStarts = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #fillTimer: NodeJS.Timeout | undefined;
  #slowHandshakeTimer: NodeJS.Timeout | undefined;
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

  /** Places a client on a thread, or queues it until there is one. */
  place(client: Waiting): void {
    const idle = this.#takeIdle() ?? slowHandshakeThread(this.workers);
    if (idle === undefined) {
      this.waiting.push(client);
      this.fill();
      this.#slowHandshakeTimer ??= setTimeout(
        () => this.#useSlowHandshakeThreads(),
        slowHandshakeMs,
      );
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

  /** Places waiting clients on threads that wait for slow handshakes by now. */
  #useSlowHandshakeThreads(): void {
    this.#slowHandshakeTimer = undefined;
    while (this.waiting.length > 0) {
      const worker = slowHandshakeThread(this.workers);
      if (worker === undefined) break;
      this.#placeNextOn(worker);
    }
    if (this.waiting.length > 0)
      this.#slowHandshakeTimer = setTimeout(() => this.#useSlowHandshakeThreads(), slowHandshakeMs);
  }

  /** Starts threads for waiting clients and spare ones, within the limits. */
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
    // Only once all threads are started, so that many clients at once are spread over all of them.
    if (this.workers.size >= this.#options.maxThreads) this.#shareWaiting();
  }

  /** Starts one thread, even without spare threads. */
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

  /** Retired threads, whose clients may stay for long, are replaced by up to one thread per core. */
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

  /** The last client of a thread has left: the thread serves another, or ends. */
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

  /** The thread accepts no more clients, and ends when it has none. */
  retire(worker: ClientWorker): void {
    worker.tainted = true;
    if (worker.connections.size > 0) return;
    this.#forgetIdle(worker);
    worker.end('retire');
  }

  /** A thread has ended. */
  exited(worker: ClientWorker): void {
    this.workers.delete(worker);
    this.#forgetIdle(worker);
    if (!worker.ready) {
      this.#starting -= 1;
      if (worker.endCause === undefined) this.#startFailed();
    }
    this.fill();
  }

  /** Starts no more threads, and returns the clients that wait for one. */
  close(): Waiting[] {
    this.#closed = true;
    clearInterval(this.#trimTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#fillTimer);
    clearTimeout(this.#slowHandshakeTimer);
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
      // All threads are ending; `exited()` tries again.
      if (worker === undefined) return;
      this.#forgetIdle(worker);
      this.#placeNextOn(worker);
    }
  }

  /** After a failed start, waits longer each time before the next attempt, and lets clients share the existing threads. */
  #startFailed(): void {
    this.#failedStarts += 1;
    const delayMs = Math.min(5000, 50 * 2 ** this.#failedStarts);
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = undefined;
      this.fill();
    }, delayMs);
    this.#shareWaiting();
  }

  /** Ends the threads beyond the spare ones that have been idle too long. */
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
