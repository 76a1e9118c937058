import type { QuerySteps } from './query.ts';

/** How long a query may be worked on, and wait, before it has to answer with what it has. */
const maxWorkMs = 1000;
const maxWaitMs = 10_000;

interface Job {
  readonly id: number;
  readonly steps: QuerySteps;
  /** How long it was worked on. */
  readonly work: { ms: number };
}

/** What becomes of a query. */
export interface ReadOutcome {
  readonly id: number;
  readonly result: { readonly answer: string } | { readonly error: unknown };
}

/** How a queue works. */
export interface ReadQueueOptions {
  /** How long one account's query is worked on before it is the next account's turn. */
  readonly sliceMs: number;
  readonly settle: (outcome: ReadOutcome) => void;
}

/**
 * Works on queries in slices of time, between which the event loop goes on. Accounts take turns, so that one with many
 * or hard queries delays each other account by one slice at most.
 */
export class ReadQueue {
  readonly #options: ReadQueueOptions;
  readonly #accounts = new Map<string, Job[]>();
  #scheduled = false;

  constructor(options: ReadQueueOptions) {
    this.#options = options;
  }

  /**
   * Adds a query. `start` begins it; what it is given tells whether the query has to end with what it has found.
   */
  add(id: number, account: string, start: (spent: () => boolean) => QuerySteps): void {
    const work = { ms: 0 };
    const endsAt = performance.now() + maxWaitMs;
    const spent = (): boolean => work.ms > maxWorkMs || performance.now() > endsAt;
    const jobs = this.#accounts.get(account) ?? [];
    jobs.push({ id, work, steps: start(spent) });
    this.#accounts.set(account, jobs);
    this.#schedule();
  }

  /** Forgets a query: nobody waits for its answer any more. */
  cancel(id: number): void {
    for (const [account, jobs] of this.#accounts) {
      const at = jobs.findIndex((job) => job.id === id);
      if (at !== -1) jobs.splice(at, 1);
      if (jobs.length === 0) this.#accounts.delete(account);
    }
  }

  /** Forgets all queries. */
  clear(): void {
    this.#accounts.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#scheduled = false;
    const [first] = this.#accounts;
    const job = first?.[1][0];
    if (!first || !job) return;
    const [account, jobs] = first;
    // To the end of the row.
    this.#accounts.delete(account);
    const result = this.#work(job);
    if (result) jobs.shift();
    if (jobs.length > 0) this.#accounts.set(account, jobs);
    if (this.#accounts.size > 0) this.#schedule();
    if (result) this.#options.settle({ id: job.id, result });
  }

  /** Works for one slice; returns what came of the query if that is known. */
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
