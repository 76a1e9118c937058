import { respond } from './respond.ts';
import type { Request, ListType } from '../protocol/requests.ts';
import { type ErrorReporter, plainError } from './error-reporter.ts';
import { HistoryQueries, isHistoryRequest, type DirectRequest } from './history-queries.ts';
import type { ThreadLink } from './thread-link.ts';
import { charge } from './charging.ts';
import { post } from './talk.ts';
import type { Post, RequestAction } from '../protocol/messages.ts';
import type { ChatState } from './state.ts';

const listTypes: readonly ListType[] = ['who', 'names', 'rooms', 'bans'];
const lists: ReadonlySet<Request['type']> = new Set(listTypes);
/** Maximum time per turn for parts of lists, in ms: all clients wait for the turn. */
const maxTurnMs = 1;
/** Lists use at most one part in this many of the hub's time. */
const listShare = 10;
/** Minimum pause that justifies a timer, in ms. */
const minPauseMs = 0.5;

/**
 * Answers requests. The history's reader answers history queries; parts of lists wait until the hub has time for them.
 * All other requests are answered immediately.
 */
export class Responder {
  readonly reads: HistoryQueries;
  readonly #state: ChatState;
  readonly #errors: ErrorReporter;
  readonly #wake: () => void;
  readonly #lists: Array<{
    readonly link: ThreadLink;
    readonly id: number;
    readonly request: DirectRequest;
  }> = [];
  #readyAt = -Infinity;
  #pause: NodeJS.Timeout | undefined;

  /** `wake` schedules a turn. */
  constructor(state: ChatState, errors: ErrorReporter, wake: () => void) {
    this.#state = state;
    this.#errors = errors;
    this.#wake = wake;
    this.reads = new HistoryQueries(state, wake, errors);
  }

  /** Adds a message to its room; if it is refused, adds the error to this turn's batch. */
  post(link: ThreadLink, action: Post): void {
    try {
      const session = this.#state.session(link, action.session);
      charge(this.#state, session, 'talk');
      post(this.#state, session, action);
      this.#state.counts.messages += 1;
    } catch (error) {
      this.#errors.report(error);
      const { code, message } = plainError(error);
      link.add({ type: 'refused', session: action.session, code, message });
    }
  }

  /** Accepts a request. Its response is in a batch of this turn or a later one. */
  take(link: ThreadLink, action: RequestAction): void {
    const { id, request } = action;
    if (isHistoryRequest(request)) return this.reads.take(link, id, request);
    // A thread has a bounded number of requests in flight, so this queue is bounded too.
    if (lists.has(request.type)) this.#lists.push({ link, id, request });
    else this.#answer(link, id, request);
  }

  /** Answers some of the waiting lists. Called in every turn, before the commit. */
  endTurn(): void {
    if (this.#lists.length === 0 || this.#pause) return;
    const began = performance.now();
    if (began + minPauseMs < this.#readyAt) return this.#wait(this.#readyAt - began);
    while (performance.now() - began < maxTurnMs) {
      const next = this.#lists.shift();
      if (!next) break;
      if (this.#state.links.has(next.link)) this.#answer(next.link, next.id, next.request);
    }
    const tookMs = performance.now() - began;
    this.#readyAt = began + tookMs * listShare;
    if (this.#lists.length > 0) this.#wait(tookMs * (listShare - 1));
  }

  /** Stops answering. */
  close(): void {
    clearTimeout(this.#pause);
    this.#lists.length = 0;
  }

  #wait(ms: number): void {
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#wake();
    }, ms).unref();
  }

  #answer(link: ThreadLink, id: number, request: DirectRequest): void {
    try {
      link.add({ type: 'response', id, value: respond(this.#state, link, request) }, request.type);
    } catch (error) {
      this.#errors.report(error);
      link.add({ type: 'failed', id, ...plainError(error) });
    }
  }
}
