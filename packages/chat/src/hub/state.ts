import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { plainText } from '../../../../common/text/plain-text.ts';
import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';
import { type Message, roomKey } from '../history/message.ts';
import { AccountVersions } from './account-versions.ts';
import { BanList } from './ban-list.ts';
import { Clock } from './clock.ts';
import type { MessageTrace } from './message-trace.ts';
import { FloodBudgets } from './flood-budgets.ts';
import type { HubEvent } from '../protocol/events.ts';
import { HistoryFailures } from './error-reporter.ts';
import { type HubOptions, withDefaults } from './hub-options.ts';
import type { LoginEvents } from './login-events.ts';
import { type HubSession, type Presence, Room } from './room.ts';
import type { ThreadLink } from './thread-link.ts';
import { lobby } from '../protocol/names.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import { MuteList } from './mute-list.ts';
import { PrivateOwners } from './private-owners.ts';
import { Topics } from './topics.ts';

/** The state of the chat: rooms, sessions, bans, mutes, topics and settings. */
export class ChatState {
  readonly history: History;
  readonly options: Required<HubOptions>;
  readonly rooms = new Map<string, Room>();
  readonly roomsByNumber = new Map<number, Room>();
  readonly presences = new Map<string, Presence>();
  readonly topics: Topics;
  readonly bans: BanList;
  readonly mutes: MuteList;
  readonly privateOwners: PrivateOwners;
  readonly accountVersions = new AccountVersions();
  readonly clock: Clock;
  readonly failures: HistoryFailures;
  readonly links = new Set<ThreadLink>();
  motd: readonly string[];
  readonly floods: FloodBudgets;
  /** Traces this turn's messages; undefined while tracing is off. */
  trace: MessageTrace | undefined;
  readonly sessions = new Map<number, HubSession>();
  /** Emits `login` and `logout`. */
  readonly events: EventEmitter<LoginEvents>;
  /** Called when a session has ended. */
  onLeave: (session: HubSession) => void = () => {};
  /** Ended sessions, by reason. */
  readonly closed: Record<LeaveCode, number> = {
    quit: 0,
    lost: 0,
    slow: 0,
    flood: 0,
    kicked: 0,
    banned: 0,
    closed: 0,
  };
  readonly counts = { messages: 0, slowThreads: 0, failedTurns: 0 };
  readonly #instance = randomBytes(9).toString('base64url');
  #lastNumber = 0;
  #lastRoom = 0;
  #lastGroup = 0;
  #lastId: number;
  #committedId: number;
  #afterCommit: Array<() => void> = [];

  constructor(options: HubOptions, events: EventEmitter<LoginEvents>) {
    this.events = events;
    this.options = withDefaults(options);
    const { history, motd, flood } = this.options;
    this.history = history;
    this.motd = motd.map(plainText);
    this.floods = new FloodBudgets(flood);
    this.failures = new HistoryFailures(this.options.log);
    this.clock = new Clock(this.options, this.history.lastAt, this.options.log);
    this.bans = new BanList(this.history, this.clock);
    this.privateOwners = new PrivateOwners(this.history);
    this.mutes = new MuteList(this.history, this.clock);
    this.clock.onJump = () => {
      this.bans.keepEnds();
      this.mutes.keepEnds();
    };
    this.topics = new Topics(this.history, this.options.maxRooms);
    this.#lastId = this.history.lastId;
    this.#committedId = this.#lastId;
  }

  /** Returns the wall-clock time in ms since 1970. It may be set back; messages are ordered by number. */
  now(): number {
    return this.clock.now();
  }

  /** Returns the greatest message number assigned. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Returns the greatest message number written to the history. */
  get committedId(): number {
    return this.#committedId;
  }

  /** Runs an action at the end of the turn, after its commit; never if the commit fails. */
  afterCommit(action: () => void): void {
    this.#afterCommit.push(action);
  }

  /** Runs the actions of a committed turn. */
  committed(): void {
    this.#committedId = this.#lastId;
    this.bans.committed();
    this.mutes.committed();
    this.privateOwners.committed();
    this.topics.committed();
    for (const action of this.#afterCommit.splice(0)) action();
  }

  /** Undoes the changes of the turn after a failed commit. */
  rollback(): void {
    this.history.rollback();
    this.bans.rollback();
    this.mutes.rollback();
    this.privateOwners.rollback();
    this.topics.rollback();
    this.#afterCommit = [];
    // Another program may have assigned numbers too.
    this.#lastId = Math.max(this.#lastId, this.history.lastId);
  }

  /** Returns the next message number. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Returns the next session number. */
  nextSession(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Returns the session's ID for the accounts service, unique among all hubs. */
  tagOf(session: number): string {
    return `${this.#instance}.${session}`;
  }

  /** Returns a number for an event that is sent to several rooms but shown once. */
  nextGroup(): number {
    this.#lastGroup += 1;
    return this.#lastGroup;
  }

  /** Returns the session with this number if it belongs to the thread. @throws ChatError `ERR_CHAT_CLOSED` */
  session(link: ThreadLink, number: number): HubSession {
    const session = this.sessions.get(number);
    if (session?.link === link) return session;
    throw new ChatError('ERR_CHAT_CLOSED', 'The session is over');
  }

  /** Adds an event to the batch of every thread that has sessions. */
  broadcast(event: HubEvent): void {
    for (const link of this.links) if (link.sessions.size > 0) link.add(event);
  }

  /** Returns the presence of an account; undefined if it has no session. */
  presence(account: string): Presence | undefined {
    return this.presences.get(account.toLowerCase());
  }

  /** Returns a room of the session. @throws ChatError `ERR_CHAT_NOT_HERE` if the session is not in it */
  roomOf(session: HubSession, name: string): Room {
    const room = this.rooms.get(name);
    if (room && session.rooms.has(name)) return room;
    throw new ChatError('ERR_CHAT_NOT_HERE', `You are not in #${name}: /join ${name}`);
  }

  /** Returns a room to join and creates it if needed. @throws ChatError `ERR_CHAT_FULL` if there are too many rooms */
  openRoom(name: string): Room {
    const known = this.rooms.get(name);
    if (known) return known;
    // The room limit does not apply to the lobby, which every session joins.
    if (name !== lobby && this.rooms.size >= this.options.maxRooms) {
      throw new ChatError('ERR_CHAT_FULL', `Cannot open #${name}: there are too many rooms`);
    }
    this.#lastRoom += 1;
    const room = new Room(name, this.#lastRoom);
    this.rooms.set(name, room);
    this.roomsByNumber.set(room.number, room);
    return room;
  }

  /** Removes a room without members. */
  closeIfEmpty(room: Room): void {
    if (room.members > 0) return;
    this.rooms.delete(room.name);
    this.roomsByNumber.delete(room.number);
  }

  /** Returns the last messages of a room, the oldest first; undefined if they cannot be read. */
  replay(room: string): Message[] | undefined {
    const limit = this.options.replay;
    if (limit <= 0) return [];
    try {
      return this.history.latest(roomKey(room), limit);
    } catch (error) {
      this.options.log('error', 'history not read', { reason: (error as Error).message });
      return undefined;
    }
  }
}
