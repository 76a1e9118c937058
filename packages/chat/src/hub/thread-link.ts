import type { MessagePort } from 'node:worker_threads';
import { ircRendererByKey } from '../render/shared-irc-renderer.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';
import { textRendererByKey } from '../render/shared-text-renderer.ts';
import {
  encodeBatch,
  type EncodedEvent,
  encodeEvent,
  type HubEvent,
  type RoomMessage,
} from '../protocol/events.ts';
import type { FromHub, RenderedMessages } from '../protocol/messages.ts';
import type { Request } from '../protocol/requests.ts';

/** Rendering for one more renderer costs the hub a few microseconds for each message. */
const maxRenderers = 8;

/**
 * The renderers whose text the hub renders itself, once for all client threads: those that a thread has lately had to
 * render for itself. When there are too many, the one requested first is dropped; threads that need it request it again.
 */
export class ActiveRenderers {
  readonly #renderers = new Map<number, SharedRenderer>();

  /** A thread has clients with the renderer of that key. */
  request(key: number): void {
    const renderer = textRendererByKey(key) ?? ircRendererByKey(key);
    if (renderer === undefined) return;
    this.#renderers.set(key, renderer);
    const [first] = this.#renderers.keys();
    if (this.#renderers.size > maxRenderers && first !== undefined) this.#renderers.delete(first);
  }

  /** The renderers, each rendered for every turn. */
  all(): Iterable<SharedRenderer> {
    return this.#renderers.values();
  }
}

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

/** One client thread as the hub sees it: its port, and what waits to be sent to it. */
export class ThreadLink {
  readonly port: MessagePort;
  /** The number of the thread. */
  readonly threadId: number;
  /** The numbers of its clients' sessions. */
  readonly sessions = new Set<number>();
  readonly #empty: OutgoingBatch;
  #batch: OutgoingBatch;
  #eventBytes = 0;
  #number = 0;
  #taken = 0;
  #answered = 0;
  /** Batches on their way, and how many bytes each holds about. */
  readonly #unseen: Array<{ number: number; bytes: number }> = [];
  #unseenBytes = 0;

  /** Every link of a hub begins its turns with the same empty batch. */
  constructor(port: MessagePort, threadId: number, empty: OutgoingBatch) {
    this.port = port;
    this.threadId = threadId;
    this.#empty = empty;
    this.#batch = empty;
  }

  /** About how many bytes of earlier turns the thread has not yet shown to its clients. */
  get unseenBytes(): number {
    return this.#unseenBytes;
  }

  /** The same, with what this turn brings. */
  get waitingBytes(): number {
    return this.#unseenBytes + this.#eventBytes;
  }

  /** Adds an event to this turn's batch; `ask` is what an answer is the answer to. */
  add(event: HubEvent, request?: Request['type']): void {
    this.addEncoded(encodeEvent(event, undefined, request));
  }

  /** Adds an event that goes to several threads. */
  addEncoded(encoded: EncodedEvent): void {
    this.#batch = this.#batch.with(encoded);
    this.#eventBytes += encoded.json.length;
  }

  /** Notes that the thread is done with all batches up to that one, and how many actions it sent. */
  acknowledge(seen: number, actions: number): void {
    this.#taken += actions;
    while ((this.#unseen[0]?.number ?? Infinity) <= seen) {
      this.#unseenBytes -= this.#unseen.shift()?.bytes ?? 0;
    }
  }

  /** Puts what `change` makes of them in the place of this turn's events; undefined drops one. */
  revise(change: (encoded: EncodedEvent) => EncodedEvent['event'] | undefined): void {
    const events = this.#batch.events();
    this.#batch = this.#empty;
    this.#eventBytes = 0;
    for (const encoded of events) {
      const changed = change(encoded);
      if (changed === encoded.event) this.addEncoded(encoded);
      else if (changed !== undefined && changed.type !== 'encoded-response') this.add(changed);
    }
  }

  /** Sends this turn's batch, if there is anything to tell. */
  send(): void {
    if (this.#batch.isEmpty && this.#taken === this.#answered) return;
    this.#number += 1;
    this.#answered = this.#taken;
    this.#unseen.push({ number: this.#number, bytes: this.#eventBytes });
    this.#unseenBytes += this.#eventBytes;
    const batch = this.#batch;
    this.#batch = this.#empty;
    this.#eventBytes = 0;
    this.port.postMessage({
      type: 'batch',
      number: this.#number,
      taken: this.#taken,
      ...batch.contentFor(this.port),
    } satisfies FromHub);
  }
}
