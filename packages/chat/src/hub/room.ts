import type { MessagePort } from 'node:worker_threads';
import type { Dialect } from '../protocol/enter-request.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { ThreadLink } from './thread-link.ts';
import { encodeEvent, type RoomEvent } from '../protocol/events.ts';

/** An online account with one or more sessions. */
export interface Presence {
  /** Name with its original case. */
  readonly account: string;
  readonly sessions: Set<HubSession>;
  /** Distinguishes the account from earlier and later ones with its name; undefined for a guest. */
  identity: string | undefined;
  /** Login time of the first session, by the monotonic clock. */
  readonly since: number;
  operator: boolean;
  /** Real name. */
  realName: string;
  away: string | undefined;
  /** Time of the last message, by the monotonic clock. */
  spokeAt: number;
}

/** A session of the hub. */
export interface HubSession {
  readonly number: number;
  readonly link: ThreadLink;
  readonly presence: Presence;
  readonly address: string;
  /** The server's number for the connection. */
  readonly connectionId: number;
  readonly dialect: Dialect;
  /** The account's {@link Presence.identity} at login. */
  readonly identity: string | undefined;
  /** True if the session has no account. */
  readonly guest: boolean;
  /** The number of account changes when the account was authenticated, if known. */
  readonly version: number | undefined;
  /** The flood budgets that its requests are charged to. */
  budgets: readonly FloodBudget[];
  /** Names of its rooms. */
  readonly rooms: Set<string>;
}

/** The membership of an account in a room. */
interface Membership {
  /** Number of its sessions in the room. */
  sessions: number;
  readonly since: number;
  /** Sequence number in the order of joining. */
  readonly number: number;
}

/** The members of a room and the client threads that receive its events. */
export class Room {
  readonly name: string;
  /** Unique number, never reused by the hub. */
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

  /** The number of the member that joined last. */
  get lastMember(): number {
    return this.#lastMember;
  }

  /** Yields the members with numbers greater than `after` up to `last`, in order. */
  *membersBetween(after: number, last: number): Generator<[number: number, presence: Presence]> {
    for (const [presence, { number }] of this.#members) {
      if (number > last) return;
      if (number > after) yield [number, presence];
    }
  }

  /** Returns when a member joined, by the monotonic clock. */
  since(presence: Presence): number | undefined {
    return this.#members.get(presence)?.since;
  }

  /** Adds a session. Returns true if its account was not a member before. */
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

  /** Removes a session. Returns the time since its account joined if this was its last session in the room. */
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

  /** Returns the client threads with a member in the room. */
  links(): Iterable<ThreadLink> {
    return this.#links.keys();
  }

  /** Adds an event, from the thread behind `from`, to the batch of every thread with a member in the room. */
  broadcast(event: RoomEvent, from?: MessagePort): void {
    const encoded = encodeEvent(event, from);
    for (const link of this.#links.keys()) link.addEncoded(encoded);
  }
}
