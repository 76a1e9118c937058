import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Clock } from './clock.ts';

const maxMutes = 1000;

interface Mute {
  /** How long it was made for, so that it never lasts longer, whatever the clock says after a restart. */
  readonly forMs: number;
  /** When it ends, by the clock that nobody sets. */
  readonly endsAt: number;
}

/** Which accounts may not speak; kept with the history, so that a restart ends none. */
export class MuteList {
  /** By account, in lower case. */
  readonly #mutes = new Map<string, Mute>();
  readonly #history: History;
  readonly #clock: Clock;
  /** The mutes at the last commit, if they have changed since. */
  #before: ReadonlyMap<string, Mute> | undefined;

  /** @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, clock: Clock) {
    this.#history = history;
    this.#clock = clock;
    for (const { key, value } of history.kept('mute')) this.#mutes.set(key, this.#read(value));
  }

  /** How long an account is muted still, in ms; 0 if it is not. */
  leftMs(account: string): number {
    this.#clock.check();
    const mute = this.#mutes.get(account.toLowerCase());
    if (mute === undefined) return 0;
    const left = mute.endsAt - this.#clock.elapsed();
    if (left > 0) return left;
    this.remove(account);
    return 0;
  }

  /** @throws ChatError `ERR_CHAT_FULL` if there are too many. */
  add(account: string, forMs: number): void {
    const key = account.toLowerCase();
    if (!this.#mutes.has(key) && this.#count() >= maxMutes) {
      throw new ChatError('ERR_CHAT_FULL', 'Too many are muted');
    }
    this.#set(key, { forMs, endsAt: this.#clock.elapsed() + forMs });
  }

  /** Ends a mute; false if there was none. */
  remove(account: string): boolean {
    const key = account.toLowerCase();
    if (!this.#mutes.has(key)) return false;
    this.#set(key, undefined);
    return true;
  }

  /** An account has another name now. */
  rename(from: string, to: string): void {
    const mute = this.#mutes.get(from.toLowerCase());
    if (mute === undefined) return;
    this.remove(from);
    this.#set(to.toLowerCase(), mute);
  }

  /** Ends all. */
  clear(): void {
    for (const key of [...this.#mutes.keys()]) this.remove(key);
  }

  /** Keeps all ends anew: the time of day was set, and a restart goes by that. */
  keepEnds(): void {
    for (const [key, mute] of this.#mutes) this.#set(key, mute);
  }

  /** What was changed is kept. */
  committed(): void {
    this.#before = undefined;
  }

  /** Takes back what was changed since the last commit. */
  rollback(): void {
    if (!this.#before) return;
    this.#mutes.clear();
    for (const [key, mute] of this.#before) this.#mutes.set(key, mute);
    this.#before = undefined;
  }

  #set(key: string, mute: Mute | undefined): void {
    this.#before ??= new Map(this.#mutes);
    if (mute) this.#mutes.set(key, mute);
    else this.#mutes.delete(key);
    this.#history.keep('mute', key, mute && this.#keptForm(mute));
  }

  #keptForm({ forMs, endsAt }: Mute): string {
    const until = Math.round(this.#clock.now() + endsAt - this.#clock.elapsed());
    return JSON.stringify({ until, forMs });
  }

  #read(value: string): Mute {
    try {
      const { until, forMs } = JSON.parse(value) as { until: number; forMs: number };
      const leftMs = Math.min(until - this.#clock.now(), forMs);
      return { forMs, endsAt: this.#clock.elapsed() + leftMs };
    } catch (cause) {
      const message = 'The history holds a damaged mute';
      throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', message, { cause });
    }
  }

  /** How many are muted still. */
  #count(): number {
    for (const key of [...this.#mutes.keys()]) this.leftMs(key);
    return this.#mutes.size;
  }
}
