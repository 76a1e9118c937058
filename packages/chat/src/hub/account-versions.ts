import { ChatError } from '../errors.ts';

/** How many accounts are remembered; past it the one that changed longest ago is forgotten. */
const maxAccounts = 10_000;

/**
 * Which accounts changed when, so that a login that was proved before a change is not let in after it, whichever
 * reaches the hub first.
 */
export class AccountVersions {
  /** By account, in lower case, in the order of the changes. */
  readonly #changed = new Map<string, number>();
  readonly #maxAccounts: number;
  /** A login older than this may have missed any change. */
  #floor = 0;

  constructor({ max = maxAccounts }: { max?: number } = {}) {
    this.#maxAccounts = max;
  }

  /** An account changed. */
  note(account: string, version: number): void {
    const key = account.toLowerCase();
    this.#changed.delete(key);
    this.#changed.set(key, version);
    if (this.#changed.size <= this.#maxAccounts) return;
    const [oldest] = this.#changed;
    if (oldest === undefined) return;
    this.#changed.delete(oldest[0]);
    this.noteAll(oldest[1]);
  }

  /** Any account may have changed. */
  noteAll(version: number): void {
    this.#floor = Math.max(this.#floor, version);
  }

  /** @throws ChatError `ERR_CHAT_DENIED` if the account changed since it was proved. */
  refuseStale({ account, version }: { account: string; version?: number }): void {
    if (version === undefined || !this.isStale(account, version)) return;
    throw new ChatError('ERR_CHAT_DENIED', 'Your account has just been changed: log in again');
  }

  /** Whether the account changed since it was proved. */
  isStale(account: string, version: number): boolean {
    return version < Math.max(this.#floor, this.#changed.get(account.toLowerCase()) ?? 0);
  }
}
