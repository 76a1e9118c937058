import type { MessagePort } from 'node:worker_threads';
import type { Dialect } from '../protocol/enter-request.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { ThreadLink } from './thread-link.ts';
import { encodeEvent, type RoomEvent } from '../protocol/events.ts';

/** An account that is here, by one session or several. */
export interface Presence {
  /** The name as it is written. */
  readonly account: string;
  readonly sessions: Set<HubSession>;
  /** Tells the account from earlier and later ones of its name; undefined for a guest. */
  identity: string | undefined;
  /** When the first of the sessions came, by the clock that nobody sets. */
  readonly since: number;
  operator: boolean;
  /** What it is called in full. */
  realName: string;
  away: string | undefined;
  /** When the account last said something, by the same clock. */
  spokeAt: number;
}

/** One session as the hub sees it. */
export interface HubSession {
  readonly number: number;
  readonly link: ThreadLink;
  readonly presence: Presence;
  readonly address: string;
  /** The connection's number at its server. */
  readonly connectionId: number;
  readonly dialect: Dialect;
  /** The account's {@link Presence.identity} at login. */
  readonly identity: string | undefined;
  /** It has no account. */
  readonly guest: boolean;
  /** How many changes of accounts there had been when its account was proved, if that is known. */
  readonly version: number | undefined;
  /** What it does is charged to these. */
  budgets: readonly FloodBudget[];
  /** The names of the rooms it is in. */
  readonly rooms: Set<string>;
}

/** An account's stay in a room. */
interface Membership {
  /** How many of its sessions are in the room. */
  sessions: number;
  readonly since: number;
  /** Counts those who came. */
  readonly number: number;
}

/** Who is in a room, and which client threads have to be told what happens there. */
export class Room {
  readonly name: string;
  /** No other room of the hub has this number, now or later. */
  readonly number: number;
  readonly #members = new Map<Presence, Membership>();
  readonly #links = new Map<ThreadLink, number>();
  #lastMember = 0;

  constructor(name: string, number = 0) {
    this.name = name;
    this.number = number;
  }

  get members(): number {
    return this.#members.size;
  }

  /** The number of the member that came last. */
  get lastMember(): number {
    return this.#lastMember;
  }

  /** The members whose number is greater than `after`, and `last` at most, in the order of their numbers. */
  *membersBetween(after: number, last: number): Generator<[number: number, presence: Presence]> {
    for (const [presence, { number }] of this.#members) {
      if (number > last) return;
      if (number > after) yield [number, presence];
    }
  }

  /** When a member came, by the clock that nobody sets. */
  since(presence: Presence): number | undefined {
    return this.#members.get(presence)?.since;
  }

  /** Lets a session in; true if its account was not here before. */
  add(session: HubSession, now: number): boolean {
    session.rooms.add(this.name);
    this.#links.set(session.link, (this.#links.get(session.link) ?? 0) + 1);
    const member = this.#members.get(session.presence);
    if (member) {
      member.sessions += 1;
      return false;
    }
    this.#lastMember += 1;
    this.#members.set(session.presence, { sessions: 1, since: now, number: this.#lastMember });
    return true;
  }

  /** Lets a session go; the time since its account came if that was its last one here. */
  remove(session: HubSession): number | undefined {
    session.rooms.delete(this.name);
    const onLink = (this.#links.get(session.link) ?? 0) - 1;
    if (onLink > 0) this.#links.set(session.link, onLink);
    else this.#links.delete(session.link);
    const member = this.#members.get(session.presence);
    if (!member) return undefined;
    member.sessions -= 1;
    if (member.sessions > 0) return undefined;
    this.#members.delete(session.presence);
    return member.since;
  }

  /** The client threads with a member here. */
  links(): Iterable<ThreadLink> {
    return this.#links.keys();
  }

  /** Adds an event, from the thread behind `from`, to the batch of every thread that has a member here. */
  broadcast(event: RoomEvent, from?: MessagePort): void {
    const encoded = encodeEvent(event, from);
    for (const link of this.#links.keys()) link.addEncoded(encoded);
  }
}
