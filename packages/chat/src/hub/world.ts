import { ChatError } from '../errors.ts';
import { checkFlood, defaultFlood, type FloodLimits } from '../flood.ts';
import type { History } from '../history/history.ts';
import { roomKey } from '../history/message.ts';
import { BanList } from './ban-list.ts';
import type { Explanation } from './explanation.ts';
import { FloodBudgets } from './flood-budgets.ts';
import type { HubEvent } from './events.ts';
import type { HubLog } from './hub-log.ts';
import type { HubSession, Presence } from './hub-session.ts';
import type { Link } from './link.ts';
import { lobby } from './lobby.ts';
import type { LeaveCode } from './protocol.ts';
import { Room } from './room.ts';

/** What the hub may be told about itself. */
export interface HubOptions {
  /** Where messages are kept. */
  readonly history: History;
  /** Keeps private messages too, for their two people only. @default false */
  readonly keepPrivate?: boolean;
  /** Lines shown to everyone who comes in. @default none */
  readonly motd?: readonly string[];
  /** How fast an account may talk, over all its connections; can be changed at any time. @default burst 10, then 2/s */
  readonly flood?: FloodLimits | 'off';
  /** Rooms at one time. @default 1000 */
  readonly maxRooms?: number;
  /** Rooms one session may be in. @default 20 */
  readonly maxRoomsPerSession?: number;
  /** Sessions one account may hold; at one more, the oldest is closed. @default 10 */
  readonly maxSessionsPerAccount?: number;
  /** About how many bytes may wait for one client thread before it is let go. @default 16 MiB */
  readonly maxThreadBytes?: number;
  /** Messages shown on joining a room. @default 20 */
  readonly replay?: number;
  /** The time in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** Where the hub tells what an operator should know. @default nowhere */
  readonly log?: HubLog;
}

/** The topic of a room. */
export interface Topic {
  readonly text: string;
  readonly by: string;
  /** When it was set, in ms since 1970; older histories do not say. */
  readonly at?: number;
}

/** Everything the hub knows: rooms, who is here, bans, topics, settings. */
export class World {
  readonly history: History;
  readonly options: Required<Omit<HubOptions, 'history' | 'motd' | 'flood'>>;
  readonly rooms = new Map<string, Room>();
  readonly roomsByNumber = new Map<number, Room>();
  readonly presences = new Map<string, Presence>();
  readonly topics = new Map<string, Topic>();
  readonly muted = new Map<string, number>();
  readonly bans: BanList;
  readonly links = new Set<Link>();
  motd: readonly string[];
  readonly floods: FloodBudgets;
  /** What became of this turn's messages; undefined while nobody wants to know. */
  explanation: Explanation | undefined;
  /** From then on somebody may search again, by `performance.now()`. */
  searchableAt = 0;
  readonly sessions = new Map<number, HubSession>();
  /** Sessions that are over, by reason. */
  readonly closed: Record<LeaveCode, number> = {
    quit: 0,
    lost: 0,
    slow: 0,
    flood: 0,
    kicked: 0,
    closed: 0,
  };
  #lastNumber = 0;
  #lastRoom = 0;
  #lastOnce = 0;
  #lastId: number;
  #committedId: number;
  #lastAt: number;

  constructor(options: HubOptions) {
    this.history = options.history;
    this.motd = options.motd ?? [];
    const { flood = defaultFlood } = options;
    this.floods = new FloodBudgets(flood === 'off' ? flood : checkFlood(flood));
    this.options = {
      keepPrivate: options.keepPrivate ?? false,
      maxRooms: options.maxRooms ?? 1000,
      maxRoomsPerSession: options.maxRoomsPerSession ?? 20,
      maxSessionsPerAccount: options.maxSessionsPerAccount ?? 10,
      maxThreadBytes: options.maxThreadBytes ?? 16 * 1024 * 1024,
      replay: options.replay ?? 20,
      now: options.now ?? Date.now,
      log: options.log ?? (() => {}),
    };
    this.bans = new BanList(this.history);
    this.#loadTopics();
    this.#lastId = this.history.lastId;
    this.#committedId = this.#lastId;
    this.#lastAt = this.history.lastAt;
  }

  /** The time, which never goes back: the order of times is the order of numbers. */
  now(): number {
    this.#lastAt = Math.max(this.#lastAt, this.options.now());
    return this.#lastAt;
  }

  /** The greatest number whose message was written. */
  get committedId(): number {
    return this.#committedId;
  }

  /** All that was numbered so far is written. */
  committed(): void {
    this.#committedId = this.#lastId;
  }

  /** What the history did not take is as it was before. */
  restore(): void {
    this.bans.load();
    this.#loadTopics();
  }

  #loadTopics(): void {
    this.topics.clear();
    for (const { key, value } of this.history.kept('topic')) {
      this.topics.set(key, JSON.parse(value) as Topic);
    }
  }

  /** The next message's number. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The next session's number. */
  nextSession(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** A number for something that is told in several rooms, and shown once. */
  nextOnce(): number {
    this.#lastOnce += 1;
    return this.#lastOnce;
  }

  /** The session of that number, if it is one of that thread. @throws ChatError `ERR_CHAT_CLOSED` */
  session(link: Link, number: number): HubSession {
    const session = this.sessions.get(number);
    if (session?.link === link) return session;
    throw new ChatError('ERR_CHAT_CLOSED', 'The session is over');
  }

  /** Adds an event for every session to the batches of their threads. A thread without one would only store it. */
  broadcast(event: HubEvent): void {
    for (const link of this.links) if (link.sessions.size > 0) link.add(event);
  }

  /** The account of that name, if it is here. */
  presence(account: string): Presence | undefined {
    return this.presences.get(account.toLowerCase());
  }

  /** The room a session is in. @throws ChatError `ERR_CHAT_NOT_HERE` if it is not. */
  roomOf(session: HubSession, name: string): Room {
    const room = this.rooms.get(name);
    if (room && session.rooms.has(name)) return room;
    throw new ChatError('ERR_CHAT_NOT_HERE', `You are not in #${name}: /join ${name}`);
  }

  /** A room to join. @throws ChatError `ERR_CHAT_FULL` if there are too many. */
  openRoom(name: string): Room {
    const known = this.rooms.get(name);
    if (known) return known;
    // Where everyone starts there is always room.
    if (name !== lobby && this.rooms.size >= this.options.maxRooms) {
      throw new ChatError('ERR_CHAT_FULL', `Cannot open #${name}: there are too many rooms`);
    }
    this.#lastRoom += 1;
    const room = new Room(name, this.#lastRoom);
    this.rooms.set(name, room);
    this.roomsByNumber.set(room.number, room);
    return room;
  }

  /** Forgets a room that nobody is in. */
  closeIfEmpty(room: Room): void {
    if (room.members > 0) return;
    this.rooms.delete(room.name);
    this.roomsByNumber.delete(room.number);
  }

  /** The last messages of a room, the oldest first. */
  replay(room: string) {
    const limit = this.options.replay;
    return limit > 0 ? this.history.read({ conversation: roomKey(room), limit }) : [];
  }
}
