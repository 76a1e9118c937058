import { addressOrigin } from '../../../../common/net/origin.ts';
import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Clock } from './clock.ts';

const maxMutes = 1000;

interface Mute {
  /** Full duration in ms, which limits the remaining time if the clock is wrong after a restart. */
  readonly forMs: number;
  /** End by the monotonic clock. */
  readonly endsAt: number;
  /** For a guest, the key of the mute of all guests from the same address. */
  readonly guestsKey?: string;
}

/** Muted users, stored with the history so that mutes survive a restart. */
export class MuteList {
  /** Mutes by lower-case account name or {@link guestsKey}. */
  readonly #mutes = new Map<string, Mute>();
  readonly #history: History;
  readonly #clock: Clock;
  /** The mutes as of the last commit; undefined if they have not changed since. */
  #before: ReadonlyMap<string, Mute> | undefined;

  /** @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, clock: Clock) {
    this.#history = history;
    this.#clock = clock;
    for (const { key, value } of history.kept('mute')) this.#mutes.set(key, this.#read(value));
  }

  /** Returns the remaining mute of an account, or of a guest from this address, in ms; 0 if it is not muted. */
  leftMs(account: string, guestAddress?: string): number {
    this.#clock.check();
    const left = this.#leftMs(account.toLowerCase());
    if (guestAddress === undefined) return left;
    return Math.max(left, this.#leftMs(guestsKey(guestAddress)));
  }

  /**
   * Mutes an account. With the address of a guest, also mutes all guests from that address.
   *
   * @throws ChatError `ERR_CHAT_FULL` if there are too many
   */
  add(account: string, forMs: number, guestAddress?: string): void {
    const key = account.toLowerCase();
    if (!this.#mutes.has(key) && this.#count() >= maxMutes) {
      throw new ChatError('ERR_CHAT_FULL', 'Too many users are muted');
    }
    const mute = { forMs, endsAt: this.#clock.elapsed() + forMs };
    if (guestAddress === undefined) return this.#set(key, mute);
    const guests = guestsKey(guestAddress);
    this.#set(key, { ...mute, guestsKey: guests });
    this.#set(guests, mute);
  }

  /** Ends the mute of an account, and of all guests from the address of a guest; false if there was none. */
  remove(account: string, guestAddress?: string): boolean {
    const key = account.toLowerCase();
    const guests =
      guestAddress === undefined ? this.#mutes.get(key)?.guestsKey : guestsKey(guestAddress);
    const removed = [key, guests].filter((one) => one !== undefined && this.#mutes.has(one));
    for (const one of removed) this.#set(one as string, undefined);
    return removed.length > 0;
  }

  /** Moves a mute to the new name of a renamed account. */
  rename(from: string, to: string): void {
    const mute = this.#mutes.get(from.toLowerCase());
    if (mute === undefined) return;
    this.remove(from);
    this.#set(to.toLowerCase(), mute);
  }

  /** Ends all mutes. */
  clear(): void {
    for (const key of [...this.#mutes.keys()]) this.#set(key, undefined);
  }

  /** Stores all end times again after the system clock was set: a restart reads them as wall-clock time. */
  keepEnds(): void {
    for (const [key, mute] of this.#mutes) this.#set(key, mute);
  }

  /** Marks the changes as committed. */
  committed(): void {
    this.#before = undefined;
  }

  /** Undoes the changes since the last commit. */
  rollback(): void {
    if (!this.#before) return;
    this.#mutes.clear();
    for (const [key, mute] of this.#before) this.#mutes.set(key, mute);
    this.#before = undefined;
  }

  #leftMs(key: string): number {
    const mute = this.#mutes.get(key);
    if (mute === undefined) return 0;
    const left = mute.endsAt - this.#clock.elapsed();
    if (left > 0) return left;
    this.#set(key, undefined);
    return 0;
  }

  #set(key: string, mute: Mute | undefined): void {
    this.#before ??= new Map(this.#mutes);
    if (mute) this.#mutes.set(key, mute);
    else this.#mutes.delete(key);
    this.#history.keep('mute', key, mute && this.#keptForm(mute));
  }

  #keptForm({ forMs, endsAt, guestsKey: guests }: Mute): string {
    const until = Math.round(this.#clock.now() + endsAt - this.#clock.elapsed());
    return JSON.stringify({ until, forMs, guestsKey: guests });
  }

  #read(value: string): Mute {
    try {
      const kept = JSON.parse(value) as Omit<Mute, 'endsAt'> & { until: number };
      const { until, ...mute } = kept;
      const leftMs = Math.min(until - this.#clock.now(), mute.forMs);
      return { ...mute, endsAt: this.#clock.elapsed() + leftMs };
    } catch (cause) {
      const message = 'The history holds a damaged mute';
      throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', message, { cause });
    }
  }

  /** Returns the number of mutes in force. */
  #count(): number {
    for (const key of [...this.#mutes.keys()]) this.#leftMs(key);
    return this.#mutes.size;
  }
}

/** Returns the key of all guests from an address; it is not a valid account name. */
function guestsKey(address: string): string {
  return `guests@${addressOrigin(address)}`;
}
