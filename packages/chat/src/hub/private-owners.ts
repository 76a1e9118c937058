import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';

/** Maximum number of owners; beyond it the account that has been an owner longest loses access to its history. */
const maxOwners = 10_000;
/** No message has a greater number. */
const none = Number.MAX_SAFE_INTEGER;

interface Owner {
  /** Distinguishes the account from earlier and later ones with its name. */
  readonly identity: string;
  /** Private messages with a greater number belong to this account. */
  readonly after: number;
}

/**
 * The owners of private messages by account name, so that the next owner of a deleted name cannot read them. An account
 * owns the messages of its name from the first one it sends or receives. Messages without a known owner cannot be read
 * under that name. Stored with the history.
 */
export class PrivateOwners {
  /** Owners by lower-case account name. */
  readonly #owners = new Map<string, Owner>();
  readonly #history: History;
  readonly #max: number;
  /** Previous values of the entries changed in this turn. */
  readonly #before = new Map<string, Owner | undefined>();

  /** @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, max = maxOwners) {
    this.#history = history;
    this.#max = max;
    for (const { key, value } of history.kept('owner')) this.#owners.set(key, read(value));
  }

  /** Returns the number after which the account may read private messages. */
  readableAfter(account: string, identity: string | undefined): number {
    const owner = this.#owners.get(account.toLowerCase());
    return owner !== undefined && owner.identity === identity ? owner.after : none;
  }

  /** Records a private message that the account sends or receives. Guests own none: their names are reused. */
  claim(account: string, identity: string | undefined, id: number): void {
    const key = account.toLowerCase();
    if (identity === undefined || this.#owners.get(key)?.identity === identity) return;
    this.#set(key, { identity, after: id - 1 });
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > this.#max && oldest !== undefined) this.#set(oldest, undefined);
  }

  /** Removes the owner of the name of a deleted or renamed account. */
  release(account: string): void {
    const key = account.toLowerCase();
    if (this.#owners.has(key)) this.#set(key, undefined);
  }

  /** Removes all owners. */
  clear(): void {
    for (const key of [...this.#owners.keys()]) this.#set(key, undefined);
  }

  /** Marks the changes as committed. */
  committed(): void {
    this.#before.clear();
  }

  /** Undoes the changes since the last commit. */
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
