import { respond } from './respond.ts';
import type { Request, ListType } from '../protocol/requests.ts';
import type { ErrorReporter } from './error-reporter.ts';
import { HistoryQueries, isHistoryRequest, type DirectRequest } from './history-queries.ts';
import type { ThreadLink } from './thread-link.ts';
import { plainError } from './plain-error.ts';
import { charge } from './charging.ts';
import { post } from './talk.ts';
import type { Post, RequestAction } from '../protocol/messages.ts';
import type { ChatState } from './state.ts';

const listTypes: readonly ListType[] = ['who', 'names', 'rooms', 'bans'];
const lists: ReadonlySet<Request['type']> = new Set(listTypes);
/** How long one turn goes on making parts of lists, in ms: everybody waits for the turn. */
const maxTurnMs = 1;
/** Lists take no more than one part in so many of the hub's time, however many are asked for. */
const listShare = 10;
/** A shorter pause is not worth a timer. */
const minPauseMs = 0.5;

/**
 * Answers requests: at once, except that questions about the past are the reader's, and parts of lists wait until the
 * hub has time for them.
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

  /** Adds a message to its room, or the reason it is refused to this turn's batch. */
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

  /** Takes a request; its answer is in a batch of this turn or a later one. */
  take(link: ThreadLink, action: RequestAction): void {
    const { id, request } = action;
    if (isHistoryRequest(request)) return this.reads.take(link, id, request);
    // A thread has a bounded number of requests under way, so this queue is bounded too.
    if (lists.has(request.type)) this.#lists.push({ link, id, request });
    else this.#answer(link, id, request);
  }

  /** Answers some of the lists that wait. Called in every turn, before it is committed. */
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

  /** Nothing more is answered. */
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
