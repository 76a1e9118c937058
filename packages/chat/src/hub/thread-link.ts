import type { MessagePort } from 'node:worker_threads';
import { ircRendererByKey } from '../render/shared-irc-renderer.ts';
import type { SharedRenderer } from '../render/renderer.ts';
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

/** Maximum number of renderers; each costs the hub a few microseconds per message. */
const maxRenderers = 8;

/**
 * The renderers that the hub applies once for all client threads: those that a thread has recently needed and requested.
 * If there are too many, the one requested first is dropped; threads that still need it request it again.
 */
export class ActiveRenderers {
  readonly #renderers = new Map<number, SharedRenderer>();

  /** Adds the renderer with this key, requested by a thread whose clients use it. */
  request(key: number): void {
    const renderer = textRendererByKey(key) ?? ircRendererByKey(key);
    if (renderer === undefined) return;
    this.#renderers.set(key, renderer);
    const [first] = this.#renderers.keys();
    if (this.#renderers.size > maxRenderers && first !== undefined) this.#renderers.delete(first);
  }

  /** Returns the active renderers. */
  all(): Iterable<SharedRenderer> {
    return this.#renderers.values();
  }
}

/** The part of a batch that is the same for many threads. */
type Content = Pick<FromHub, 'events' | 'messages'>;

/**
 * The events of one turn for a client thread. Threads that receive the same events share a batch, which is
 * serialized once.
 */
export class OutgoingBatch {
  /** The batch without its last event. */
  readonly previous: OutgoingBatch | undefined;
  /** The last event; undefined if the batch is empty. */
  readonly last: EncodedEvent | undefined;
  readonly #renderers: ActiveRenderers;
  #next: OutgoingBatch | undefined;
  #content: Content | undefined;
  /** The ports of the threads that its events come from. */
  #from: ReadonlySet<MessagePort | undefined> | undefined;

  private constructor(renderers: ActiveRenderers, previous?: OutgoingBatch, last?: EncodedEvent) {
    this.#renderers = renderers;
    this.previous = previous;
    this.last = last;
  }

  /** Returns an empty batch. */
  static empty(renderers: ActiveRenderers): OutgoingBatch {
    return new OutgoingBatch(renderers);
  }

  /** True if the batch has no events. */
  get isEmpty(): boolean {
    return this.last === undefined;
  }

  /** Returns this batch with one more event. Adding the same event again returns the same batch. */
  with(event: EncodedEvent): OutgoingBatch {
    if (this.#next?.last !== event) this.#next = new OutgoingBatch(this.#renderers, this, event);
    return this.#next;
  }

  /** Returns the events in order. */
  events(): EncodedEvent[] {
    const events = this.last ? [this.last] : [];
    for (let batch = this.previous; batch?.last; batch = batch.previous) events.push(batch.last);
    return events.reverse();
  }

  /** Returns the message for the thread behind a port. */
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

/** Returns the messages as text for each renderer; undefined if there are other events or more than one room. */
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

/** The hub's link to a client thread: its port and its outgoing batches. */
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
  #processed = 0;
  #reported = 0;
  /** Approximate bytes of each batch that is in flight. */
  readonly #inFlight: Array<{ number: number; bytes: number }> = [];
  #inFlightBytes = 0;

  /** The empty batch that all links of a hub share at the start of a turn. */
  constructor(port: MessagePort, threadId: number, empty: OutgoingBatch) {
    this.port = port;
    this.threadId = threadId;
    this.#empty = empty;
    this.#batch = empty;
  }

  /** Returns the approximate bytes of earlier turns that the thread has not processed yet. */
  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Returns the unread bytes including this turn's batch. */
  get waitingBytes(): number {
    return this.#inFlightBytes + this.#eventBytes;
  }

  /** Adds an event to this turn's batch; `request` is the type of the request that a response answers. */
  add(event: HubEvent, request?: Request['type']): void {
    this.addEncoded(encodeEvent(event, undefined, request));
  }

  /** Adds an event that several threads share. */
  addEncoded(encoded: EncodedEvent): void {
    this.#batch = this.#batch.with(encoded);
    this.#eventBytes += encoded.json.length;
  }

  /** Records that the thread has processed all batches up to this one, and the number of actions it sent. */
  acknowledge(seen: number, actions: number): void {
    this.#processed += actions;
    while ((this.#inFlight[0]?.number ?? Infinity) <= seen) {
      this.#inFlightBytes -= this.#inFlight.shift()?.bytes ?? 0;
    }
  }

  /** Replaces each event of this turn with the result of `change`; undefined removes it. */
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

  /** Sends this turn's batch unless it is empty. */
  send(): void {
    if (this.#batch.isEmpty && this.#processed === this.#reported) return;
    this.#number += 1;
    this.#reported = this.#processed;
    this.#inFlight.push({ number: this.#number, bytes: this.#eventBytes });
    this.#inFlightBytes += this.#eventBytes;
    const batch = this.#batch;
    this.#batch = this.#empty;
    this.#eventBytes = 0;
    this.port.postMessage({
      type: 'batch',
      number: this.#number,
      processed: this.#processed,
      ...batch.contentFor(this.port),
    } satisfies FromHub);
  }
}
