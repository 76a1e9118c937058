import { codeOf } from '../../../../common/thrown.ts';
import type { Connection } from '../connection/connection.ts';
import { ClientError } from '../errors.ts';
import { copyString } from '../irc/budget.ts';
import type { ChatMessage } from '../rooms/chat-message.ts';
import type { Emit } from '../rooms/events.ts';
import { tryJoin } from '../rooms/queries.ts';
import type { ClientState } from '../rooms/rooms.ts';
import { catchUp, Feed, FeedMemory } from './feed.ts';
import { fetchHistory, findPrivateConversations } from './history.ts';

/** Maximum number of private conversations; beyond it the oldest are forgotten. */
const maxPrivate = 100;

/**
 * The feeds of all conversations: the rooms this client is in, and private ones. They survive the loss of a connection, so * that missed messages can be fetched afterwards.
 */
export class Conversations {
  readonly #state: ClientState;
  readonly #emit: Emit;
  readonly #deliver: (message: ChatMessage) => void;
  readonly #historyOnJoin: number;
  readonly #startedAt = new Date();
  readonly #rooms = new Map<string, Feed>();
  readonly #private = new Map<string, Feed>();
  readonly #memory = new FeedMemory();
  /** The time of the latest message, by the server's clock if it has timestamps. */
  #lastTime: Date | undefined;
  /** During a catch-up: the time from which messages may be missing. */
  #missedSince: Date | undefined;

  /** @param deliver called with every message, once and in order */
  constructor(
    state: ClientState,
    historyOnJoin: number,
    emit: Emit,
    deliver: (message: ChatMessage) => void,
  ) {
    this.#state = state;
    this.#emit = emit;
    this.#deliver = deliver;
    this.#historyOnJoin = historyOnJoin;
  }

  /** Handles a message received live. */
  receive(message: ChatMessage): void {
    // Notices from the server have no id and no history.
    if (message.room === undefined && message.id === undefined) {
      this.#deliver(message);
      return;
    }
    this.#noteTime(message.time);
    const since = this.#missedSince ?? message.time;
    const feed =
      message.room === undefined
        ? this.#privateFeed(message.conversation, since)
        : this.#roomFeed(message.room);
    this.#deliverAll(feed?.addLive(message) ?? [message]);
  }

  /**
   * Starts the feed of a room this client has joined.
   *
   * @param time when, by the server's clock if it has timestamps
   */
  joined(room: string, time: Date | undefined, connection: Connection | undefined): void {
    if (time !== undefined) this.#noteTime(time);
    const key = this.#state.fold(room);
    if (this.#rooms.has(key)) return;
    const feed = new Feed(copyString(room), time ?? new Date(), this.#memory);
    this.#rooms.set(key, feed);
    if (!connection?.has('draft/chathistory')) return;
    if (this.#historyOnJoin > 0) void this.#startWithHistory(connection, feed);
    else if (time === undefined) void this.#startAfterLast(connection, feed);
  }

  /** Remembers the key a room was joined with, for joining it again. */
  rememberKey(room: string, key: string): void {
    const feed = this.#roomFeed(room);
    if (feed !== undefined) feed.key = key;
  }

  /** Delivers the latest messages of the history first, then the live ones. */
  async #startWithHistory(connection: Connection, feed: Feed): Promise<void> {
    feed.hold();
    const messages = await this.#fetchLatest(connection, feed, this.#historyOnJoin);
    // If the connection was lost, the catch-up takes over; the room may also have been left.
    if (connection.ended || this.#roomFeed(feed.conversation) !== feed) return;
    this.#deliverAll(messages.flatMap((message) => feed.addPast(message)));
    this.#deliverAll(feed.release());
  }

  /** Without timestamps, the feed starts at the latest message, or at the time of our clock if there is none. */
  async #startAfterLast(connection: Connection, feed: Feed): Promise<void> {
    for (const last of await this.#fetchLatest(connection, feed, 1)) feed.startAfter(last);
  }

  /** The latest messages of a conversation; none if the server refuses or the connection is lost. */
  async #fetchLatest(connection: Connection, feed: Feed, limit: number): Promise<ChatMessage[]> {
    try {
      return await fetchHistory(connection, feed.conversation, { limit }, this.#state);
    } catch {
      return [];
    }
  }

  /** Ends the feed of a room this client has left. */
  left(room: string): void {
    this.#roomFeed(room)?.drop();
    this.#rooms.delete(this.#state.fold(room));
  }

  /** A new connection is open: if the server has a history, live messages wait for the missed ones. */
  hold(connection: Connection): void {
    if (!connection.has('draft/chathistory')) return;
    // Messages of the same millisecond may be missing. After an interrupted catch-up, everything since then still is.
    this.#missedSince ??= new Date((this.#lastTime ?? this.#startedAt).getTime() - 1);
    for (const feed of this.#allFeeds()) feed.hold();
  }

  /**
   * Joins the rooms again and delivers the missed messages. Resolves to the rooms with nothing missing; rejects if the
   * connection is lost.
   */
  async restore(connection: Connection): Promise<readonly string[]> {
    await connection.ready();
    await this.#addNewPrivate(connection);
    const complete: string[] = [];
    for (const feed of this.#allFeeds()) {
      if (!(await this.#rejoin(connection, feed))) continue;
      const { conversation } = feed;
      const outcome = await this.#catchUp(connection, feed);
      this.#emit('caughtUp', { conversation, ...outcome });
      if (outcome.complete && this.#roomFeed(conversation) !== undefined) {
        complete.push(conversation);
      }
    }
    this.#missedSince = undefined;
    return complete;
  }

  /** Adds feeds for users who wrote for the first time during the disconnection. */
  async #addNewPrivate(connection: Connection): Promise<void> {
    const since = this.#missedSince;
    if (since === undefined) return;
    const names = await findPrivateConversations(connection, since, maxPrivate);
    for (const name of names) this.#privateFeed(name, since);
  }

  /** Joins the feed's room again if necessary; resolves to false if the server refuses. */
  async #rejoin(connection: Connection, feed: Feed): Promise<boolean> {
    const room = feed.conversation;
    const { rooms } = this.#state;
    if (this.#roomFeed(room) !== feed || rooms.has(room)) return true;
    const refusal = await tryJoin(connection, room, feed.key);
    if (rooms.has(room)) return true;
    this.#deliverAll(feed.release());
    this.left(room);
    const reason = refusal?.params.at(-1) ?? '';
    const { name } = this.#state;
    this.#emit('part', { room, name, own: true, by: undefined, reason, time: new Date() });
    return false;
  }

  async #catchUp(
    connection: Connection,
    feed: Feed,
  ): Promise<{ count: number; complete: boolean }> {
    const { conversation } = feed;
    try {
      const count = await catchUp(
        feed,
        (after) => fetchHistory(connection, conversation, { after, limit: 1000 }, this.#state),
        this.#deliver,
      );
      return { count, complete: true };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      // Live messages stay held back until the next connection.
      if (codeOf(error) === 'ERR_CLIENT_LOST' || codeOf(error) === 'ERR_CLIENT_CLOSED') throw error;
      this.#deliverAll(feed.release());
      return { count: 0, complete: false };
    }
  }

  #deliverAll(messages: readonly ChatMessage[]): void {
    for (const message of messages) this.#deliver(message);
  }

  /** All feeds, including private ones added during the iteration. */
  *#allFeeds(): Generator<Feed> {
    yield* [...this.#rooms.values()];
    yield* this.#private.values();
  }

  #roomFeed(room: string): Feed | undefined {
    return this.#rooms.get(this.#state.fold(room));
  }

  /** @param since where a new feed starts */
  #privateFeed(conversation: string, since: Date): Feed {
    const key = this.#state.fold(conversation);
    const known = this.#private.get(key);
    if (known !== undefined) return known;
    const feed = new Feed(copyString(conversation), since, this.#memory);
    if (this.#missedSince !== undefined) feed.hold();
    this.#private.set(key, feed);
    // During a catch-up, the limit applies to the new ones in addition to the known ones.
    const max = this.#missedSince === undefined ? maxPrivate : 2 * maxPrivate;
    for (const oldest of this.#private.keys()) {
      if (this.#private.size <= max) break;
      this.#private.get(oldest)?.drop();
      this.#private.delete(oldest);
    }
    return feed;
  }

  #noteTime(time: Date): void {
    if (this.#lastTime === undefined || time > this.#lastTime) this.#lastTime = time;
  }
}
