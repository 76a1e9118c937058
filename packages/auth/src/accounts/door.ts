import { closed } from '../errors.ts';

/** The one way into the accounts: nobody enters once it is closed, and everybody sees what others wrote before. */
export class Door {
  readonly #refresh: () => Promise<void>;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  /** @throws AuthError `ERR_AUTH_CLOSED` after {@link close}. */
  async call<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#isClosed) throw closed();
    const result = this.#refresh().then(task);
    this.#running.add(result);
    try {
      return await result;
    } finally {
      this.#running.delete(result);
    }
  }

  /** Refuses new calls; resolves when those under way are done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
