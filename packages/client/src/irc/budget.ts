import { ClientError } from '../errors.ts';
import type { IrcMessage } from './message.ts';

/** Limits how much of what a server sends is stored. */
export class Budget {
  readonly #max: number;
  readonly #kind: string;
  #used = 0;

  /** @param kind the kind of data, for the error message */
  constructor(max: number, kind: string) {
    this.#max = max;
    this.#kind = kind;
  }

  /** @throws {ClientError} `ERR_CLIENT_OVERFLOW` if the budget is exceeded */
  reserve(size: number): void {
    if (!this.tryReserve(size)) throw overflowError(this.#kind);
  }

  /** Reserves the size. Returns false if it does not fit. */
  tryReserve(size: number): boolean {
    if (this.#used + size > this.#max) return false;
    this.#used += size;
    return true;
  }

  release(size: number): void {
    this.#used -= size;
  }

  reset(): void {
    this.#used = 0;
  }
}

/** The error for a server that sends more than the client stores. */
export function overflowError(kind: string): ClientError {
  return new ClientError('ERR_CLIENT_OVERFLOW', `The server sends too much: ${kind}`);
}

/** Copies a string, so that it does not keep the whole line in memory that it is a slice of. */
export function copyString(text: string): string {
  return Buffer.from(text).toString();
}

/** Approximate overhead of a message besides its text, in bytes. */
export const messageOverhead = 300;

/** Approximate memory of a message, in bytes. Text counts twice: a slice may keep its whole line in memory. */
export function messageSize({ tags, source = '', params }: IrcMessage): number {
  let characters = source.length;
  for (const param of params) characters += param.length;
  for (const [key, value] of tags) characters += key.length + value.length;
  return messageOverhead + 2 * characters;
}
