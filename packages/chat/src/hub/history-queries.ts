import { ChatError } from '../errors.ts';
import { type HistoryReader, maxHistory, type HistoryQuery } from '../history/query.ts';
import { pairKey, roomKey } from '../history/message.ts';
import type { Request } from '../protocol/requests.ts';
import { type ErrorReporter, plainError } from './error-reporter.ts';
import { encodeResponse } from '../protocol/events.ts';
import type { HubSession } from './room.ts';
import type { ThreadLink } from './thread-link.ts';
import { chargeRequest } from './charging.ts';
import type { ChatState } from './state.ts';

/** Maximum number of waiting queries: of one account, and in total. */
const maxWaitingOfAccount = 10;
const maxWaiting = 1000;

/** A request that reads the history. */
type HistoryRequest = Request & { readonly type: 'history' | 'search' | 'conversations' };

/** Any other request. */
export type DirectRequest = Exclude<Request, HistoryRequest>;

/** Returns true if the request reads the history. */
export function isHistoryRequest(request: Request): request is HistoryRequest {
  return (
    request.type === 'history' || request.type === 'search' || request.type === 'conversations'
  );
}

interface Waiting {
  readonly id: number;
  readonly session: HubSession;
  readonly query: HistoryQuery;
  readonly abort: AbortController;
  sent: boolean;
}

/**
 * Passes history queries to the history's reader. The hub checks that the session may run the query, and limits it to
 * messages posted before it. The reader receives the query after these messages are committed.
 */
export class HistoryQueries {
  readonly #state: ChatState;
  readonly #reader: HistoryReader;
  readonly #wake: () => void;
  readonly #errors: ErrorReporter;
  readonly #waiting = new Set<Waiting>();

  /** `wake` schedules a turn. */
  constructor(state: ChatState, wake: () => void, errors: ErrorReporter) {
    this.#state = state;
    this.#reader = state.history.reader;
    this.#wake = wake;
    this.#errors = errors;
    state.onLeave = (session) => this.#cancel(session);
  }

  /** Accepts a query. Its response or error is in a batch of this turn or a later one. */
  take(link: ThreadLink, id: number, request: HistoryRequest): void {
    try {
      this.#add(this.#state.session(link, request.session), id, request);
    } catch (error) {
      this.#errors.report(error);
      link.add({ type: 'failed', id, ...plainError(error) });
    }
  }

  #add(session: HubSession, id: number, request: HistoryRequest): void {
    chargeRequest(this.#state, session, request);
    this.#refuseBacklog(session.link);
    this.#refuseMany(session);
    const query = queryOf(this.#state, session, request);
    const upTo = this.#state.lastId;
    this.#waiting.add({
      id,
      session,
      query: { ...query, upTo },
      abort: new AbortController(),
      sent: false,
    });
  }

  /** Sends the queries of the turn to the reader, after its commit or rollback. */
  endTurn(): void {
    for (const waiting of this.#waiting) {
      if (waiting.sent) continue;
      waiting.sent = true;
      void this.#read(waiting);
    }
  }

  /** Cancels the queries of a session that has ended. */
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
      session.link.addEncoded(encodeResponse(id, answer));
    } catch (error) {
      this.#waiting.delete(waiting);
      if (abort.signal.aborted) return;
      this.#errors.report(error instanceof ChatError ? error.cause : error);
      session.link.add({ type: 'failed', id, ...plainError(error) });
    }
    this.#wake();
  }

  /** Limits the unread responses of a thread; a client's next query can wait. */
  #refuseBacklog(link: ThreadLink): void {
    if (link.waitingBytes <= this.#state.options.maxThreadBytes / 2) return;
    throw new ChatError('ERR_CHAT_FULL', 'Too much is on its way already: try again in a moment');
  }

  #refuseMany({ presence }: HubSession): void {
    const ofAccount = [...this.#waiting].filter(({ session }) => session.presence === presence);
    if (ofAccount.length < maxWaitingOfAccount && this.#waiting.size < maxWaiting) return;
    throw new ChatError('ERR_CHAT_FULL', 'The history is busy: try again in a moment');
  }
}

/** Returns the query of a request. @throws ChatError if the session may not run it */
function queryOf(state: ChatState, session: HubSession, request: HistoryRequest): HistoryQuery {
  switch (request.type) {
    case 'history': {
      const { cursor, beforeAt, afterAt, before = Infinity, after = 0 } = request;
      const bounds = cursor
        ? ({ ...cursor, limit: maxHistory, take: 'oldest', isPart: true } as const)
        : { before, after, limit: request.limit, take: request.take ?? 'newest' };
      const { readableAfter, ...key } = conversation(state, session, request.with);
      const from = Math.max(bounds.after, readableAfter);
      return { type: 'history', upTo: 0, ...key, beforeAt, afterAt, ...bounds, after: from };
    }
    case 'search': {
      const { text, limit } = request;
      const { readableAfter: after, ...key } = conversation(state, session, request.with);
      return { type: 'search', upTo: 0, ...key, after, text, limit };
    }
    case 'conversations': {
      const { afterAt, beforeAt, limit } = request;
      const rooms = [...session.rooms].map(roomKey);
      const { account } = session.presence;
      const privateOf = state.options.keepPrivate ? account : undefined;
      const privateAfter = state.privateOwners.readableAfter(account, session.identity);
      const times = { afterAt, beforeAt };
      return { type: 'conversations', upTo: 0, rooms, privateOf, privateAfter, ...times, limit };
    }
    default:
      throw new ChatError(
        'ERR_CHAT_BAD_INPUT',
        `Unknown request ${String(request satisfies never)}`,
      );
  }
}

/**
 * Returns the conversation that a request names, and the number of the message after which the session may read it.
 * A private conversation always includes the session's own account. @throws ChatError
 */
function conversation(
  state: ChatState,
  session: HubSession,
  text: string,
): { conversation: string; readableAfter: number } {
  if (!text.startsWith('@')) {
    return { conversation: roomKey(state.roomOf(session, text).name), readableAfter: 0 };
  }
  if (!state.options.keepPrivate) {
    throw new ChatError('ERR_CHAT_NOT_HERE', 'Private messages are not kept here');
  }
  const { account } = session.presence;
  const readableAfter = state.privateOwners.readableAfter(account, session.identity);
  return { conversation: pairKey(account, text.slice(1)), readableAfter };
}
