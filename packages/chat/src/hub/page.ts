import type { MessagePort } from 'node:worker_threads';
import type { View } from '../thread/receiver.ts';
import { encodeBatch, type EncodedEvent, type Said } from './events.ts';
import type { FromHub, RenderedMessages } from './protocol.ts';
import type { RenderedViews } from './rendered-views.ts';

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
  readonly #views: RenderedViews;
  #next: Page | undefined;
  #content: Content | undefined;
  /** The ports to the threads that something on it comes from. */
  #from: ReadonlySet<MessagePort | undefined> | undefined;

  private constructor(views: RenderedViews, before?: Page, last?: EncodedEvent) {
    this.#views = views;
    this.before = before;
    this.last = last;
  }

  /** A page with nothing on it. */
  static blank(views: RenderedViews): Page {
    return new Page(views);
  }

  /** Whether there is nothing on it. */
  get empty(): boolean {
    return this.last === undefined;
  }

  /** This page with one more event. Whoever adds the same one next gets the same page. */
  with(event: EncodedEvent): Page {
    if (this.#next?.last !== event) this.#next = new Page(this.#views, this, event);
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
    const said = renderMessages(all, this.#views.all());
    return said ? { events, said } : { events };
  }
}

/** The messages as each view shows them; undefined if there is anything but messages, or more than one room. */
function renderMessages(
  events: readonly EncodedEvent[],
  views: Iterable<View>,
): RenderedMessages | undefined {
  const messages: Said[] = [];
  const room = events[0]?.event.type === 'said' ? events[0].event.room : undefined;
  for (const { event } of events) {
    if (event.type !== 'said' || event.room !== room) return undefined;
    messages.push(event);
  }
  if (room === undefined) return undefined;
  const keys: number[] = [];
  const texts: string[] = [];
  for (const view of views) {
    let text = '';
    for (const message of messages) text += view.show(message);
    keys.push(view.key);
    texts.push(text);
  }
  return { room, views: keys, texts };
}
