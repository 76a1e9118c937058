import type { MessagePort } from 'node:worker_threads';
import { type EncodedEvent, encodeEvent, type HubEvent } from '../protocol/events.ts';
import type { Request } from '../protocol/requests.ts';
import type { OutgoingBatch } from './outgoing-batch.ts';
import type { FromHub } from '../protocol/messages.ts';

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
