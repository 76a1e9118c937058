import { ChatError } from '../errors.ts';

/** Maximum number of accounts; beyond it the least recently changed one is removed. */
const maxAccounts = 10_000;

/**
 * The latest change of each account. A login authenticated before a change is refused, whichever of the two reaches
 * the hub first.
 */
export class AccountVersions {
  /** Versions by lower-case account name, in the order of the changes. */
  readonly #changed = new Map<string, number>();
  readonly #maxAccounts: number;
  /** Logins with a lower version are refused: a change to their account may no longer be in the map. */
  #floor = 0;

  constructor({ max = maxAccounts }: { max?: number } = {}) {
    this.#maxAccounts = max;
  }

  /** Records a change of an account. */
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

  /** Records a change of all accounts. */
  noteAll(version: number): void {
    this.#floor = Math.max(this.#floor, version);
  }

  /** @throws ChatError `ERR_CHAT_DENIED` if the account changed after it was authenticated. */
  refuseStale({ account, version }: { account: string; version?: number }): void {
    if (version === undefined || !this.isStale(account, version)) return;
    throw new ChatError('ERR_CHAT_DENIED', 'Your account has just been changed: log in again');
  }

  /** Returns true if the account changed after it was authenticated. */
  isStale(account: string, version: number): boolean {
    return version < Math.max(this.#floor, this.#changed.get(account.toLowerCase()) ?? 0);
  }
}
