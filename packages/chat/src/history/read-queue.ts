import type { QuerySteps } from './query.ts';

/** Maximum run time and total time of a query, after which it returns a partial result. */
const maxWorkMs = 1000;
const maxWaitMs = 10_000;

/** While several accounts wait, queries use at most 1/`share` of a core, to leave it to the delivery of messages. */
const share = 4;
/** Shorter pauses are skipped. */
const minPauseMs = 1;

interface Job {
  readonly id: number;
  readonly steps: QuerySteps;
  /** Run time so far. */
  readonly work: { ms: number };
}

/** The outcome of a query. */
interface ReadOutcome {
  readonly id: number;
  readonly result: { readonly answer: string } | { readonly error: unknown };
}

/** Options of {@link ReadQueue}. */
interface ReadQueueOptions {
  /** Time slice of one account's query before the next account's turn. */
  readonly sliceMs: number;
  readonly settle: (outcome: ReadOutcome) => void;
}

/**
 * Runs queries in time slices, between which the event loop continues. Accounts take turns, so an account with many or
 * expensive queries delays every other account by at most one slice.
 */
export class ReadQueue {
  readonly #options: ReadQueueOptions;
  readonly #accounts = new Map<string, Job[]>();
  #scheduled = false;
  /** When the next slice may start, by `performance.now()`. */
  #readyAt = -Infinity;

  constructor(options: ReadQueueOptions) {
    this.#options = options;
  }

  /** Adds a query and starts it. `spent()` returns true once the query must return what it has found. */
  add(id: number, account: string, start: (spent: () => boolean) => QuerySteps): void {
    const work = { ms: 0 };
    const endsAt = performance.now() + maxWaitMs;
    const spent = (): boolean => work.ms > maxWorkMs || performance.now() > endsAt;
    const jobs = this.#accounts.get(account) ?? [];
    jobs.push({ id, work, steps: start(spent) });
    this.#accounts.set(account, jobs);
    this.#schedule();
  }

  /** Removes a query without a result. */
  cancel(id: number): void {
    for (const [account, jobs] of this.#accounts) {
      const at = jobs.findIndex((job) => job.id === id);
      if (at !== -1) jobs.splice(at, 1);
      if (jobs.length === 0) this.#accounts.delete(account);
    }
  }

  /** Removes all queries without results. */
  clear(): void {
    this.#accounts.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const pauseMs = this.#readyAt - performance.now();
    if (pauseMs > minPauseMs) setTimeout(() => this.#next(), pauseMs);
    else setImmediate(() => this.#next());
  }

  #next(): void {
    this.#scheduled = false;
    const [first] = this.#accounts;
    const job = first?.[1][0];
    if (!first || !job) return;
    const [account, jobs] = first;
    // Move the account to the end.
    this.#accounts.delete(account);
    const began = performance.now();
    const result = this.#work(job);
    // The account itself is not in the map now.
    if (this.#accounts.size > 0) this.#readyAt = began + (performance.now() - began) * share;
    if (result) jobs.shift();
    if (jobs.length > 0) this.#accounts.set(account, jobs);
    if (this.#accounts.size > 0) this.#schedule();
    if (result) this.#options.settle({ id: job.id, result });
  }

  /** Runs a query for one slice. Returns its outcome if it has finished. */
  #work({ steps, work }: Job): ReadOutcome['result'] | undefined {
    const began = performance.now();
    const before = work.ms;
    try {
      for (;;) {
        const { done, value } = steps.next();
        const ms = performance.now() - began;
        work.ms = before + ms;
        if (done === true) return { answer: JSON.stringify(value) };
        if (ms >= this.#options.sliceMs) return undefined;
      }
    } catch (error) {
      return { error };
    }
  }
}
