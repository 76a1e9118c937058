import type { MessagePort } from 'node:worker_threads';
import { encodeBatch, type EncodedEvent, type RoomMessage } from '../protocol/events.ts';
import type { FromHub, RenderedMessages } from '../protocol/messages.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';
import type { ActiveRenderers } from './active-renderers.ts';

/** The part of a batch that is the same for many threads. */
type Content = Pick<FromHub, 'events' | 'messages'>;

/**
 * What one turn brings a client thread, event by event. Threads that are brought the same share a batch,
 * which is put into its final form once, however many they are.
 */
export class OutgoingBatch {
  /** The batch without its last event. */
  readonly previous: OutgoingBatch | undefined;
  /** The last event; undefined if there is none. */
  readonly last: EncodedEvent | undefined;
  readonly #renderers: ActiveRenderers;
  #next: OutgoingBatch | undefined;
  #content: Content | undefined;
  /** The ports to the threads that something on it comes from. */
  #from: ReadonlySet<MessagePort | undefined> | undefined;

  private constructor(renderers: ActiveRenderers, previous?: OutgoingBatch, last?: EncodedEvent) {
    this.#renderers = renderers;
    this.previous = previous;
    this.last = last;
  }

  /** A batch with nothing on it. */
  static empty(renderers: ActiveRenderers): OutgoingBatch {
    return new OutgoingBatch(renderers);
  }

  /** Whether there is nothing on it. */
  get isEmpty(): boolean {
    return this.last === undefined;
  }

  /** This batch with one more event. Whoever adds the same one next gets the same batch. */
  with(event: EncodedEvent): OutgoingBatch {
    if (this.#next?.last !== event) this.#next = new OutgoingBatch(this.#renderers, this, event);
    return this.#next;
  }

  /** The events in their order. */
  events(): EncodedEvent[] {
    const events = this.last ? [this.last] : [];
    for (let batch = this.previous; batch?.last; batch = batch.previous) events.push(batch.last);
    return events.reverse();
  }

  /** What is sent to the thread behind a port. */
  contentFor(port: MessagePort): Content {
    this.#content ??= this.#compose();
    const { events, messages: messages } = this.#content;
    return messages && !this.#from?.has(port) ? { events, messages: messages } : { events };
  }

  #compose(): Content {
    const all = this.events();
    this.#from = new Set(all.map(({ from }) => from));
    const events = encodeBatch(all);
    const messages = renderMessages(all, this.#renderers.all());
    return messages ? { events, messages: messages } : { events };
  }
}

/** The messages as each renderer shows them; undefined if there is anything but messages, or more than one room. */
function renderMessages(
  events: readonly EncodedEvent[],
  renderers: Iterable<SharedRenderer>,
): RenderedMessages | undefined {
  const messages: RoomMessage[] = [];
  const room = events[0]?.event.type === 'message' ? events[0].event.room : undefined;
  for (const { event } of events) {
    if (event.type !== 'message' || event.room !== room) return undefined;
    messages.push(event);
  }
  if (room === undefined) return undefined;
  const keys: number[] = [];
  const texts: string[] = [];
  for (const renderer of renderers) {
    let text = '';
    for (const message of messages) text += renderer.render(message);
    keys.push(renderer.key);
    texts.push(text);
  }
  return { room, renderers: keys, texts };
}
