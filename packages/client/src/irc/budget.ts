import { ClientError } from '../errors.ts';

/** A bound on what is kept of what a server sends. */
export class Budget {
  readonly #max: number;
  readonly #what: string;
  #used = 0;

  constructor(max: number, what: string) {
    this.#max = max;
    this.#what = what;
  }

  /** @throws {ClientError} `ERR_CLIENT_OVERFLOW` if it is used up */
  take(size: number): void {
    if (!this.tryTake(size)) throw overflow(this.#what);
  }

  /** Takes it, unless the budget is used up. */
  tryTake(size: number): boolean {
    if (this.#used + size > this.#max) return false;
    this.#used += size;
    return true;
  }

  give(size: number): void {
    this.#used -= size;
  }

  reset(): void {
    this.#used = 0;
  }
}

/** The error for a server that sends more than is kept. */
export function overflow(what: string): ClientError {
  return new ClientError('ERR_CLIENT_OVERFLOW', `The server sends too much: ${what}`);
}

/** The same text in memory of its own: a part of a line keeps the whole line otherwise. */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
