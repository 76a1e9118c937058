import { isIP, isIPv6 } from 'node:net';
import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { BanState } from '../protocol/requests.ts';
import type { Clock } from './clock.ts';

/** Returns the canonical form of an IP address: IPv6 as in RFC 5952, IPv4-mapped IPv6 as IPv4. */
export function plainAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const inIpv6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inIpv6 !== undefined) return inIpv6;
  const [numbers = '', ...zone] = address.split('%');
  const compressed = new URL(`http://[${numbers}]`).hostname.slice(1, -1);
  return [compressed, ...zone].join('%');
}

const maxBans = 1000;

/** The terms of a ban. */
interface BanOrder {
  readonly target: string;
  readonly by: string;
  readonly reason: string;
  /** Duration in ms; undefined for a permanent ban. */
  readonly forMs: number | undefined;
}

interface Ban extends BanState {
  /** Full duration in ms, which limits the remaining time if the clock is wrong after a restart. */
  readonly forMs?: number;
  /** End by the monotonic clock; undefined for a permanent ban. */
  readonly endsAt?: number;
}

/** A ban as stored. */
type KeptBan = Omit<Ban, 'endsAt'>;

/** Bans by account or address, stored with the history. */
export class BanList {
  readonly #bans = new Map<string, Ban>();
  readonly #history: History;
  readonly #clock: Clock;
  /** The bans as of the last commit; undefined if they have not changed since. */
  #before: ReadonlyMap<string, Ban> | undefined;

  /** @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, clock: Clock) {
    this.#history = history;
    this.#clock = clock;
    for (const { key, value } of history.kept('ban')) this.#bans.set(key, this.#read(value));
  }

  /** Returns the ban on an address, if any. */
  findAddress(address: string): BanState | undefined {
    return this.#find(banKey(address));
  }

  /** Returns the ban on an account, if any. Names that look like an address never match one. */
  findAccount(name: string): BanState | undefined {
    return this.#find(accountKey(name));
  }

  /** @throws ChatError `ERR_CHAT_FULL` if there are too many. */
  add({ target, by, reason, forMs }: BanOrder): BanState {
    const key = banKey(target);
    if (!this.#bans.has(key) && this.list().length >= maxBans) {
      throw new ChatError('ERR_CHAT_FULL', `There are ${maxBans} bans already: end one first`);
    }
    const ban = { target, by, reason, ...this.#lasting(forMs, forMs) };
    this.#set(key, ban);
    return ban;
  }

  /** Removes a ban; false if there was none. */
  remove(target: string): boolean {
    const key = banKey(target);
    if (!this.#bans.has(key)) return false;
    this.#set(key, undefined);
    return true;
  }

  /** Moves a ban to the new name of a renamed account. */
  rename(from: string, to: string): void {
    const ban = this.#bans.get(accountKey(from));
    if (ban === undefined) return;
    this.#set(accountKey(from), undefined);
    this.#set(accountKey(to), { ...ban, target: to });
  }

  /** Returns the bans in force. */
  list(): BanState[] {
    return [...this.#bans.keys()].flatMap((key) => this.#find(key) ?? []);
  }

  /** Stores all end times again after the system clock was set: a restart reads them as wall-clock time. */
  keepEnds(): void {
    for (const [key, ban] of this.#bans) {
      const { forMs } = ban;
      if (forMs !== undefined) this.#set(key, { ...ban, ...this.#lasting(this.#left(ban), forMs) });
    }
  }

  /** Marks the changes as committed. */
  committed(): void {
    this.#before = undefined;
  }

  /** Undoes the changes since the last commit. */
  rollback(): void {
    if (!this.#before) return;
    this.#bans.clear();
    for (const [key, ban] of this.#before) this.#bans.set(key, ban);
    this.#before = undefined;
  }

  #find(key: string): BanState | undefined {
    this.#clock.check();
    const ban = this.#bans.get(key);
    if (!ban) return undefined;
    if (this.#left(ban) > 0) return stateOf(ban);
    this.#set(key, undefined);
    return undefined;
  }

  #set(key: string, ban: Ban | undefined): void {
    this.#before ??= new Map(this.#bans);
    if (ban) this.#bans.set(key, ban);
    else this.#bans.delete(key);
    this.#history.keep('ban', key, ban && keptForm(ban));
  }

  /** Returns the end of a ban with this remaining time. */
  #lasting(leftMs: number | undefined, forMs: number | undefined) {
    if (leftMs === undefined || forMs === undefined) return { until: undefined };
    const until = Math.round(this.#clock.now() + leftMs);
    return { until, forMs, endsAt: this.#clock.elapsed() + leftMs };
  }

  #left({ endsAt = Infinity }: Ban): number {
    return endsAt - this.#clock.elapsed();
  }

  #read(value: string): Ban {
    try {
      const { target, by, reason, until, forMs } = JSON.parse(value) as KeptBan;
      const leftMs = until && Math.min(until - this.#clock.now(), forMs ?? Infinity);
      return { target, by, reason, ...this.#lasting(leftMs, forMs ?? leftMs) };
    } catch (cause) {
      throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', 'The history holds a damaged ban', { cause });
    }
  }
}

function keptForm({ target, by, reason, until, forMs }: Ban): string {
  const kept: KeptBan = { target, by, reason, until, ...(forMs === undefined ? {} : { forMs }) };
  return JSON.stringify(kept);
}

function stateOf({ target, by, reason, until }: Ban): BanState {
  return { target, by, reason, until };
}

/** Account and address keys never collide: a name has no colon and is not an IPv4 address. */
function banKey(target: string): string {
  return isIP(target) ? `address ${plainAddress(target)}` : accountKey(target);
}

function accountKey(name: string): string {
  return `account ${name.toLowerCase()}`;
}
