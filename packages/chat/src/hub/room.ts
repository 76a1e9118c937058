import type { MessagePort } from 'node:worker_threads';
import type { HubSession, Presence } from './hub-session.ts';
import type { Link } from './link.ts';
import { encodeEvent, type RoomEvent } from './events.ts';

const namePattern = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

/** The name of a room as it is compared and shown: lower case, without `#`; undefined if it cannot be one. */
export function roomName(text: string): string | undefined {
  const name = text.replace(/^#/, '').toLowerCase();
  return namePattern.test(name) ? name : undefined;
}

/** Who is in a room, and which client threads have to be told what happens there. */
export class Room {
  readonly name: string;
  /** How many sessions each member holds here. */
  readonly #members = new Map<Presence, { sessions: number; since: number }>();
  readonly #links = new Map<Link, number>();

  constructor(name: string) {
    this.name = name;
  }

  get members(): number {
    return this.#members.size;
  }

  /** The accounts present, in order of their coming. */
  presences(): Iterable<Presence> {
    return this.#members.keys();
  }

  /** When a member came. */
  since(presence: Presence): number | undefined {
    return this.#members.get(presence)?.since;
  }

  /** Lets a session in; true if its account was not here before. */
  add(session: HubSession, now: number): boolean {
    session.rooms.add(this.name);
    this.#links.set(session.link, (this.#links.get(session.link) ?? 0) + 1);
    const member = this.#members.get(session.presence);
    this.#members.set(session.presence, {
      sessions: (member?.sessions ?? 0) + 1,
      since: member?.since ?? now,
    });
    return member === undefined;
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
  links(): Iterable<Link> {
    return this.#links.keys();
  }

  /** Adds an event, from the thread behind `from`, to the batch of every thread that has a member here. */
  tell(event: RoomEvent, from?: MessagePort): void {
    const encoded = encodeEvent(event, from);
    for (const link of this.#links.keys()) link.addEncoded(encoded);
  }
}
