import { ChatError } from '../errors.ts';
import { type HistoryReader, maxHistory, type ReadQuery } from '../history/reading.ts';
import { pairKey, roomKey } from '../history/message.ts';
import type { Ask } from './asks.ts';
import type { Complaints } from './complaints.ts';
import { encodeAnswer } from './events.ts';
import type { HubSession } from './hub-session.ts';
import type { Link } from './link.ts';
import { plainError } from './plain-error.ts';
import { spendAsk } from './spend.ts';
import type { World } from './world.ts';

/** How many questions may wait for an answer: of one account, and of all. */
const maxWaitingOfAccount = 10;
const maxWaiting = 1000;

/** A question about the past. */
export type ReadAsk = Ask & { readonly type: 'history' | 'search' | 'conversations' };

/** Any other request. */
export type PromptAsk = Exclude<Ask, ReadAsk>;

/** Whether a request is a question about the past. */
export function isReadAsk(ask: Ask): ask is ReadAsk {
  return ask.type === 'history' || ask.type === 'search' || ask.type === 'conversations';
}

interface Waiting {
  readonly id: number;
  readonly session: HubSession;
  readonly query: ReadQuery;
  readonly abort: AbortController;
  sent: boolean;
}

/**
 * Has questions about the past answered by the history's reader. The hub only says whether somebody may ask, and up to
 * which message: the last one before the question. The reader gets it once that is committed.
 */
export class HistoryReads {
  readonly #world: World;
  readonly #reader: HistoryReader;
  readonly #wake: () => void;
  readonly #complaints: Complaints;
  readonly #waiting = new Set<Waiting>();

  /** `wake` has the hub end a turn soon. */
  constructor(world: World, wake: () => void, complaints: Complaints) {
    this.#world = world;
    this.#reader = world.history.reader;
    this.#wake = wake;
    this.#complaints = complaints;
    world.onLeave = (session) => this.#cancel(session);
  }

  /** Takes a question; its answer, or why it is refused, is in a batch of this turn or a later one. */
  take(link: Link, id: number, ask: ReadAsk): void {
    try {
      this.#add(this.#world.session(link, ask.session), id, ask);
    } catch (error) {
      this.#complaints.note(error);
      link.add({ type: 'failed', id, ...plainError(error) });
    }
  }

  #add(session: HubSession, id: number, ask: ReadAsk): void {
    spendAsk(this.#world, session, ask);
    this.#refuseBacklog(session.link);
    this.#refuseMany(session);
    const query = queryOf(this.#world, session, ask);
    const upTo = this.#world.lastId;
    this.#waiting.add({
      id,
      session,
      query: { ...query, upTo },
      abort: new AbortController(),
      sent: false,
    });
  }

  /** The turn is over, and kept or taken back: its questions go to the reader. */
  endTurn(): void {
    for (const waiting of this.#waiting) {
      if (waiting.sent) continue;
      waiting.sent = true;
      void this.#read(waiting);
    }
  }

  /** The session is over: nobody waits for its answers. */
  #cancel(session: HubSession): void {
    for (const waiting of this.#waiting) {
      if (waiting.session !== session) continue;
      this.#waiting.delete(waiting);
      waiting.abort.abort();
    }
  }

  async #read(waiting: Waiting): Promise<void> {
    const { id, session, query, abort } = waiting;
    const { account } = session.presence;
    try {
      const answer = await this.#reader.read(account, query, abort.signal);
      if (!this.#waiting.delete(waiting)) return;
      this.#refuseBacklog(session.link);
      session.link.addEncoded(encodeAnswer(id, answer));
    } catch (error) {
      this.#waiting.delete(waiting);
      if (abort.signal.aborted) return;
      this.#complaints.note(error instanceof ChatError ? error.cause : error);
      session.link.add({ type: 'failed', id, ...plainError(error) });
    }
    this.#wake();
  }

  /** What a thread asks for piles up if it doesn't take it; a client's next question can wait. */
  #refuseBacklog(link: Link): void {
    if (link.waitingBytes <= this.#world.options.maxThreadBytes / 2) return;
    throw new ChatError('ERR_CHAT_FULL', 'Too much is on its way already: try again in a moment');
  }

  #refuseMany({ presence }: HubSession): void {
    const ofAccount = [...this.#waiting].filter(({ session }) => session.presence === presence);
    if (ofAccount.length < maxWaitingOfAccount && this.#waiting.size < maxWaiting) return;
    throw new ChatError('ERR_CHAT_FULL', 'The history is busy: try again in a moment');
  }
}

/** What is asked for, if the session may know it. @throws ChatError if it may not. */
function queryOf(world: World, session: HubSession, ask: ReadAsk): ReadQuery {
  switch (ask.type) {
    case 'history': {
      const { cursor, beforeAt, afterAt, before = Infinity, after = 0 } = ask;
      const bounds = cursor
        ? ({ ...cursor, limit: maxHistory, take: 'oldest', isPart: true } as const)
        : { before, after, limit: ask.limit, take: ask.take ?? 'newest' };
      const key = conversation(world, session, ask.with);
      return { type: 'history', upTo: 0, conversation: key, beforeAt, afterAt, ...bounds };
    }
    case 'search':
      return {
        type: 'search',
        upTo: 0,
        conversation: conversation(world, session, ask.with),
        text: ask.text,
        limit: ask.limit,
      };
    case 'conversations': {
      const { afterAt, beforeAt, limit } = ask;
      const rooms = [...session.rooms].map(roomKey);
      const privateOf = world.options.keepPrivate ? session.presence.account : undefined;
      return { type: 'conversations', upTo: 0, rooms, privateOf, afterAt, beforeAt, limit };
    }
    default:
      throw new ChatError('ERR_CHAT_BAD_INPUT', `Unknown request ${String(ask satisfies never)}`);
  }
}

/** A pair's conversation always holds the one who asks: nobody reads what others said in private. @throws ChatError */
function conversation(world: World, session: HubSession, text: string): string {
  if (!text.startsWith('@')) return roomKey(world.roomOf(session, text).name);
  if (!world.options.keepPrivate) {
    throw new ChatError('ERR_CHAT_NOT_HERE', 'Private messages are not kept here');
  }
  return pairKey(session.presence.account, text.slice(1));
}
