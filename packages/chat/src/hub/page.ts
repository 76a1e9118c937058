import type { MessagePort } from 'node:worker_threads';
import { commonView } from '../text/text-view.ts';
import { encodeBatch, type EncodedEvent } from './events.ts';
import type { FromHub } from './protocol.ts';

/** The part of a batch that is the same for many threads. */
type Content = Pick<FromHub, 'events' | 'said'>;

/**
 * What one turn brings a client thread, event by event. Threads that are brought the same share a page,
 * which is put into its final form once, however many they are.
 */
export class Page {
  /** The page without its last event. */
  readonly before: Page | undefined;
  /** The last event; undefined if there is none. */
  readonly last: EncodedEvent | undefined;
  #next: Page | undefined;
  #content: Content | undefined;
  /** The ports to the threads that something on it comes from. */
  #from: ReadonlySet<MessagePort | undefined> | undefined;

  private constructor(before?: Page, last?: EncodedEvent) {
    this.before = before;
    this.last = last;
  }

  /** A page with nothing on it. */
  static blank(): Page {
    return new Page();
  }

  /** Whether there is nothing on it. */
  get empty(): boolean {
    return this.last === undefined;
  }

  /** This page with one more event. Whoever adds the same one next gets the same page. */
  with(event: EncodedEvent): Page {
    if (this.#next?.last !== event) this.#next = new Page(this, event);
    return this.#next;
  }

  /** The events in their order. */
  events(): EncodedEvent[] {
    const events = this.last ? [this.last] : [];
    for (let page = this.before; page?.last; page = page.before) events.push(page.last);
    return events.reverse();
  }

  /** What is sent to the thread behind a port. */
  for(port: MessagePort): Content {
    this.#content ??= this.#compose();
    const { events, said } = this.#content;
    return said && !this.#from?.has(port) ? { events, said } : { events };
  }

  #compose(): Content {
    const all = this.events();
    this.#from = new Set(all.map(({ from }) => from));
    const events = encodeBatch(all);
    const said = saidInOneRoom(all);
    return said ? { events, said } : { events };
  }
}

function saidInOneRoom(events: readonly EncodedEvent[]): Content['said'] {
  const first = events[0]?.event;
  if (first?.type !== 'said') return undefined;
  const { room } = first;
  let text = '';
  for (const { event } of events) {
    if (event.type !== 'said' || event.room !== room) return undefined;
    text += commonView.show(event);
  }
  return { room, text };
}
