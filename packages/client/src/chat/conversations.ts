import { codeOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { askToJoin } from './asks.ts';
import { catchUp } from './catch-up.ts';
import type { ChatMessage, Viewer } from './chat-message.ts';
import type { CaughtUpEvent } from './events.ts';
import { Feed, FeedMemory } from './feed.ts';
import { findTalkers } from './find-talkers.ts';
import { fetchHistory } from './history.ts';
import { ownCopy } from '../irc/budget.ts';
import type { Link } from './link.ts';

/** What {@link Conversations} need to know and to tell. */
export interface ConversationsOwner {
  readonly viewer: Viewer;
  /** Whether we are in a room now. */
  isIn(room: string): boolean;
  tellMessage(message: ChatMessage): void;
  /** How many of its last messages a room begins with. */
  readonly historyOnJoin: number;
  /** A listener threw. */
  fail(error: unknown): void;
  tellCaughtUp(event: CaughtUpEvent): void;
  /** We can't go back into a room, for the server's reason. */
  tellOut(room: string, reason: string): void;
}

/** So many private conversations are followed; of more, the oldest are forgotten. */
const maxPrivate = 100;

/** Every conversation there is: rooms we are in, and private ones. They survive the loss of a connection. */
export class Conversations {
  readonly #owner: ConversationsOwner;
  readonly #startedAt = new Date();
  readonly #rooms = new Map<string, Feed>();
  readonly #private = new Map<string, Feed>();
  readonly #memory = new FeedMemory();
  /** When something was heard last, by the server's clock if it tells. */
  #heardAt: Date | undefined;
  /** While we catch up: from when on all that was said is to be told. */
  #missedFrom: Date | undefined;

  constructor(owner: ConversationsOwner) {
    this.#owner = owner;
  }

  /** Takes something said; it is told once, in its turn. */
  take(said: ChatMessage): void {
    // A server's notices have no id, and no history.
    if (said.room === undefined && said.id === undefined) {
      this.#owner.tellMessage(said);
      return;
    }
    this.#heard(said.time);
    const from = this.#missedFrom ?? said.time;
    const feed =
      said.room === undefined ? this.#privateFeed(said.conversation, from) : this.#room(said.room);
    for (const one of feed?.take(said) ?? [said]) this.#owner.tellMessage(one);
  }

  /** We are in a room: from that moment on, if the server told one, else from what was said last. */
  entered(room: string, time: Date | undefined, link: Link | undefined): void {
    if (time !== undefined) this.#heard(time);
    const key = this.#key(room);
    if (this.#rooms.has(key)) return;
    const feed = new Feed(ownCopy(room), time ?? new Date(), this.#memory);
    this.#rooms.set(key, feed);
    if (!link?.can('draft/chathistory')) return;
    if (this.#owner.historyOnJoin > 0) {
      this.#startWithHistory(link, feed).catch((error: unknown) => this.#owner.fail(error));
    } else if (time === undefined) void this.#startBehindLast(link, feed);
  }

  /** Notes the key a room was entered with, to go back into it with. */
  keepKey(room: string, key: string): void {
    const feed = this.#room(room);
    if (feed !== undefined) feed.key = key;
  }

  /** The last messages come first, then what is said from now on. */
  async #startWithHistory(link: Link, feed: Feed): Promise<void> {
    feed.hold();
    const query = { limit: this.#owner.historyOnJoin };
    const said = await fetchHistory(link, feed.conversation, query, this.#owner.viewer).catch(
      () => [],
    );
    // Lost, and to be caught up on; or left.
    if (link.over || this.#room(feed.conversation) !== feed) return;
    for (const past of said) for (const one of feed.takePast(past)) this.#owner.tellMessage(one);
    for (const live of feed.release()) this.#owner.tellMessage(live);
  }

  async #startBehindLast(link: Link, feed: Feed): Promise<void> {
    try {
      const query = { limit: 1 };
      const said = await fetchHistory(link, feed.conversation, query, this.#owner.viewer);
      for (const last of said) feed.startBehind(last);
    } catch {
      // Then it is our clock that tells.
    }
  }

  /** We left a room: what is said there is not missed any more. */
  left(room: string): void {
    this.#room(room)?.drop();
    this.#rooms.delete(this.#key(room));
  }

  /** Another connection stands: live messages wait for what was missed, if the server can tell that. */
  hold(link: Link): void {
    if (!link.can('draft/chathistory')) return;
    // What was said in the same moment as what was heard last may be missing. From an earlier loss all is missing still.
    this.#missedFrom ??= new Date((this.#heardAt ?? this.#startedAt).getTime() - 1);
    for (const feed of this.#all()) feed.hold();
  }

  /**
   * Goes back into the rooms, and tells what was missed. Resolves when all is as it was, to the rooms of which nothing is
   * missing; rejects if the connection is lost.
   */
  async resume(link: Link): Promise<readonly string[]> {
    await link.ready();
    await this.#findNew(link);
    const whole: string[] = [];
    // Somebody new may write meanwhile: that waits for its turn, too.
    for (const feed of this.#all()) {
      if (!(await this.#rejoin(link, feed))) continue;
      const { conversation } = feed;
      const outcome = await this.#catchUp(link, feed);
      this.#owner.tellCaughtUp({ conversation, ...outcome });
      if (outcome.complete && this.#rooms.has(this.#key(conversation))) whole.push(conversation);
    }
    this.#missedFrom = undefined;
    return whole;
  }

  /** Somebody new may have written while we were away. */
  async #findNew(link: Link): Promise<void> {
    const from = this.#missedFrom;
    if (from === undefined) return;
    for (const name of await findTalkers(link, from, maxPrivate)) this.#privateFeed(name, from);
  }

  /** Whether we are, or are again, where the feed comes from. */
  async #rejoin(link: Link, feed: Feed): Promise<boolean> {
    const room = feed.conversation;
    if (this.#rooms.get(this.#key(room)) !== feed || this.#owner.isIn(room)) return true;
    const refusal = await askToJoin(link, room, feed.key);
    // Where there are no labels, the answer was told before this.
    if (this.#owner.isIn(room)) return true;
    for (const said of feed.release()) this.#owner.tellMessage(said);
    this.left(room);
    this.#owner.tellOut(room, refusal?.params.at(-1) ?? '');
    return false;
  }

  async #catchUp(link: Link, feed: Feed): Promise<{ count: number; complete: boolean }> {
    const { conversation } = feed;
    try {
      const count = await catchUp(
        feed,
        (after) => fetchHistory(link, conversation, { after, limit: 1000 }, this.#owner.viewer),
        (said) => this.#owner.tellMessage(said),
      );
      return { count, complete: true };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      // What is held stays so until the next connection.
      if (codeOf(error) === 'ERR_CLIENT_LOST' || codeOf(error) === 'ERR_CLIENT_CLOSED') throw error;
      for (const said of feed.release()) this.#owner.tellMessage(said);
      return { count: 0, complete: false };
    }
  }

  /** Private ones that come to be while it is gone through, too. */
  *#all(): Generator<Feed> {
    yield* [...this.#rooms.values()];
    yield* this.#private.values();
  }

  #room(room: string): Feed | undefined {
    return this.#rooms.get(this.#key(room));
  }

  /** @param from when it began, if it is a new one */
  #privateFeed(conversation: string, from: Date): Feed {
    const key = this.#key(conversation);
    const known = this.#private.get(key);
    if (known !== undefined) return known;
    const feed = new Feed(ownCopy(conversation), from, this.#memory);
    if (this.#missedFrom !== undefined) feed.hold();
    this.#private.set(key, feed);
    // None is forgotten over those that are found, before it is caught up on.
    const most = this.#missedFrom === undefined ? maxPrivate : 2 * maxPrivate;
    for (const oldest of this.#private.keys()) {
      if (this.#private.size <= most) break;
      this.#private.get(oldest)?.drop();
      this.#private.delete(oldest);
    }
    return feed;
  }

  #heard(time: Date): void {
    if (this.#heardAt === undefined || time > this.#heardAt) this.#heardAt = time;
  }

  #key(name: string): string {
    return this.#owner.viewer.isupport.fold(name);
  }
}
