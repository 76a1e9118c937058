import { codeOf } from '../../../../common/thrown.ts';
import { Budget, copyString } from '../irc/budget.ts';
import type { ChatMessage } from '../rooms/chat-message.ts';
import type { HistoryPoint } from './history.ts';

/** Maximum number of live messages a feed holds back; further ones are fetched with the next page of the history. */
const maxHeld = 4096;

/** Maximum number of characters that all feeds together hold back; further messages are fetched with the next page, too. */
const maxHeldCharacters = 16 * 1_048_576;

/** State shared by all feeds of a client, to limit their total memory. */
export class FeedMemory {
  readonly seen = new SeenIds();
  readonly held = new Budget(maxHeldCharacters, 'messages');
}

/** The messages of one conversation, each once and in order, across reconnects. */
export class Feed {
  readonly conversation: string;
  /** The key needed to join the room. */
  key: string | undefined;
  readonly #memory: FeedMemory;
  readonly #startedAt: Date;
  #lastId: string | undefined;
  #lastTime: Date | undefined;
  #held: ChatMessage[] | undefined;
  /** Whether a live message was dropped because too much is held back. */
  #overflowed = false;

  /** @param startedAt messages from this time on belong to the feed, by the server's clock */
  constructor(conversation: string, startedAt: Date, memory = new FeedMemory()) {
    this.conversation = conversation;
    this.#memory = memory;
    this.#startedAt = startedAt;
  }

  /** The latest message, to request what follows it. */
  get last(): { readonly id: string | undefined; readonly time: Date } {
    return { id: this.#lastId, time: this.#lastTime ?? this.#startedAt };
  }

  /** Starts after a message. This is more precise than a time, as clocks can differ. */
  startAfter({ id, time }: ChatMessage): void {
    if (this.#lastId !== undefined || this.#held !== undefined || id === undefined) return;
    this.#markSeen(id);
    this.#lastId = id;
    this.#lastTime = time;
  }

  /** Adds a live message. Returns the messages to emit: none if it is a duplicate, or held back. */
  addLive(message: ChatMessage): readonly ChatMessage[] {
    if (this.#held === undefined) return this.#admit(message);
    const fits =
      !this.#overflowed &&
      this.#held.length < maxHeld &&
      this.#memory.held.tryReserve(messageSize(message));
    // After a gap nothing is held back: it would be emitted before the missing messages.
    if (fits) this.#held.push(message);
    else this.#overflowed = true;
    return [];
  }

  /** Adds a message from the history. Returns the messages to emit: none if it is a duplicate. */
  addPast(message: ChatMessage): readonly ChatMessage[] {
    return this.#admit(message);
  }

  /** Whether a message from the history is also held back; if so, everything after it is, too. */
  overlaps({ id }: ChatMessage): boolean {
    const held = this.#held ?? [];
    return id !== undefined && !this.#overflowed && held.some((live) => live.id === id);
  }

  /** Holds back live messages from now on, until the missed ones have been emitted. */
  hold(): void {
    // Messages still held from an interrupted catch-up are in the history too, if they have an id.
    this.#setHeld(this.#held?.filter(({ id }) => id === undefined) ?? []);
  }

  /** Ends {@link hold}. Returns the messages to emit. */
  release(): readonly ChatMessage[] {
    const held = this.#held ?? [];
    this.#setHeld(undefined);
    return held.flatMap((message) => this.#admit(message));
  }

  /** Drops everything held back. */
  drop(): void {
    this.#setHeld(undefined);
  }

  #setHeld(held: ChatMessage[] | undefined): void {
    for (const message of this.#held ?? []) this.#memory.held.release(messageSize(message));
    this.#held = held?.filter((message) => this.#memory.held.tryReserve(messageSize(message)));
    this.#overflowed = false;
  }

  #admit(message: ChatMessage): readonly ChatMessage[] {
    const { id, time } = message;
    if (id !== undefined && !this.#markSeen(id)) return [];
    if (id !== undefined) this.#lastId = id;
    this.#lastTime = time;
    return [message];
  }

  /** Returns false if the id was seen before. */
  #markSeen(id: string): boolean {
    return this.#memory.seen.add(`${this.conversation} ${id}`);
  }
}

function messageSize({ text, from, conversation }: ChatMessage): number {
  return text.length + from.length + conversation.length + 100;
}

/** The most recent ids of all conversations, to recognize duplicates. Beyond its limit the oldest are forgotten. */
export class SeenIds {
  readonly #max: number;
  readonly #ids = new Set<string>();

  constructor(max = 65_536) {
    this.#max = max;
  }

  /** Adds an id; returns false if it was there already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(copyString(id));
    if (this.#ids.size > this.#max) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    return true;
  }
}

/** Fetches the messages that follow a point, oldest first. */
type FetchAfter = (after: HistoryPoint) => Promise<readonly ChatMessage[]>;

/**
 * Delivers everything a feed missed, page by page, then the live messages it held back. If its last message is no longer in
 * the history, it continues from that message's time.
 *
 * Resolves to the number of missed messages. Rejects as `fetchAfter` does; then the feed is still holding back.
 */
export async function catchUp(
  feed: Feed,
  fetchAfter: FetchAfter,
  deliver: (message: ChatMessage) => void,
): Promise<number> {
  let count = 0;
  const deliverPage = (page: readonly ChatMessage[]): number => {
    const missed = page.flatMap((message) => feed.addPast(message));
    for (const message of missed) deliver(message);
    count += missed.length;
    return missed.length;
  };
  const { id, time } = feed.last;
  let after: HistoryPoint = id ?? time;
  let page = await fetchFirstPage(fetchAfter, after, time);
  // Only the first page can contain known messages: those of the same millisecond.
  for (let pages = 0; deliverPage(page) > 0 || pages === 0; pages += 1) {
    const last = page.findLast((message) => message.id !== undefined);
    // In a busy room there is always more to fetch, but everything after an overlap is held back already.
    if (last?.id === undefined || last.id === after || feed.overlaps(last)) break;
    after = last.id;
    page = await fetchAfter(after);
  }
  for (const message of feed.release()) deliver(message);
  return count;
}

async function fetchFirstPage(
  fetchAfter: FetchAfter,
  after: HistoryPoint,
  time: Date,
): Promise<readonly ChatMessage[]> {
  if (after instanceof Date) return await fetchAfter(after);
  try {
    return await fetchAfter(after);
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_REFUSED') throw error;
    // The message is no longer in the history.
    return await fetchAfter(time);
  }
}
