import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';

/** Beyond this, the account that has waited longest since its first private message loses access to its history. */
const maxOwners = 10_000;
/** No message has a greater number. */
const none = Number.MAX_SAFE_INTEGER;

interface Owner {
  /** Tells the account from earlier and later ones of its name. */
  readonly identity: string;
  /** Private messages with a greater number belong to this account. */
  readonly after: number;
}

/**
 * Which account the private messages of a name belong to, so that the next owner of a deleted name cannot read them. An
 * account owns them from the first one that it sends or receives; messages without a known owner are readable to nobody
 * by that name. Stored with the history.
 */
export class PrivateOwners {
  /** By account name, in lower case. */
  readonly #owners = new Map<string, Owner>();
  readonly #history: History;
  readonly #max: number;
  /** What the turn has changed, as it was before. */
  readonly #before = new Map<string, Owner | undefined>();

  /** @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, max = maxOwners) {
    this.#history = history;
    this.#max = max;
    for (const { key, value } of history.kept('owner')) this.#owners.set(key, read(value));
  }

  /** Private messages with a greater number than this are readable to the account. */
  readableAfter(account: string, identity: string | undefined): number {
    const owner = this.#owners.get(account.toLowerCase());
    return owner !== undefined && owner.identity === identity ? owner.after : none;
  }

  /** The account sends or receives the private message of that number. Guests own none: their names are reused. */
  claim(account: string, identity: string | undefined, id: number): void {
    const key = account.toLowerCase();
    if (identity === undefined || this.#owners.get(key)?.identity === identity) return;
    this.#set(key, { identity, after: id - 1 });
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > this.#max && oldest !== undefined) this.#set(oldest, undefined);
  }

  /** The account was deleted or renamed. */
  release(account: string): void {
    const key = account.toLowerCase();
    if (this.#owners.has(key)) this.#set(key, undefined);
  }

  /** All accounts were deleted. */
  clear(): void {
    for (const key of [...this.#owners.keys()]) this.#set(key, undefined);
  }

  /** The turn was committed. */
  committed(): void {
    this.#before.clear();
  }

  /** Undoes what was changed since the last commit. */
  rollback(): void {
    for (const [key, owner] of this.#before) {
      if (owner) this.#owners.set(key, owner);
      else this.#owners.delete(key);
    }
    this.#before.clear();
  }

  #set(key: string, owner: Owner | undefined): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#owners.get(key));
    this.#owners.delete(key);
    if (owner) this.#owners.set(key, owner);
    this.#history.keep('owner', key, owner && JSON.stringify(owner));
  }
}

function read(value: string): Owner {
  try {
    return JSON.parse(value) as Owner;
  } catch (cause) {
    const message = 'The history holds a damaged owner of private messages';
    throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', message, { cause });
  }
}
