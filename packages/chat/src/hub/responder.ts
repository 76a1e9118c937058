import { answer } from './answer.ts';
import type { Ask, ListType } from './asks.ts';
import type { Complaints } from './complaints.ts';
import { HistoryReads, isReadAsk, type PromptAsk } from './history-reads.ts';
import type { Link } from './link.ts';
import { plainError } from './plain-error.ts';
import type { Request } from './protocol.ts';
import type { World } from './world.ts';

const listTypes: readonly ListType[] = ['who', 'names', 'rooms', 'bans'];
const lists: ReadonlySet<Ask['type']> = new Set(listTypes);
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
  readonly reads: HistoryReads;
  readonly #world: World;
  readonly #complaints: Complaints;
  readonly #wake: () => void;
  readonly #lists: Array<{ readonly link: Link; readonly id: number; readonly ask: PromptAsk }> =
    [];
  #readyAt = -Infinity;
  #pause: NodeJS.Timeout | undefined;

  /** `wake` schedules a turn. */
  constructor(world: World, complaints: Complaints, wake: () => void) {
    this.#world = world;
    this.#complaints = complaints;
    this.#wake = wake;
    this.reads = new HistoryReads(world, wake, complaints);
  }

  /** Takes a request; its answer is in a batch of this turn or a later one. */
  take(link: Link, request: Request): void {
    const { id, ask } = request;
    if (isReadAsk(ask)) return this.reads.take(link, id, ask);
    // A thread has a bounded number of requests under way, so this queue is bounded too.
    if (lists.has(ask.type)) this.#lists.push({ link, id, ask });
    else this.#answer(link, id, ask);
  }

  /** Answers some of the lists that wait. Called in every turn, before it is committed. */
  endTurn(): void {
    if (this.#lists.length === 0 || this.#pause) return;
    const began = performance.now();
    if (began + minPauseMs < this.#readyAt) return this.#wait(this.#readyAt - began);
    while (performance.now() - began < maxTurnMs) {
      const next = this.#lists.shift();
      if (!next) break;
      if (this.#world.links.has(next.link)) this.#answer(next.link, next.id, next.ask);
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

  #answer(link: Link, id: number, ask: PromptAsk): void {
    try {
      link.add({ type: 'answer', id, value: answer(this.#world, link, ask) }, ask.type);
    } catch (error) {
      this.#complaints.note(error);
      link.add({ type: 'failed', id, ...plainError(error) });
    }
  }
}
