import type { MessagePort } from 'node:worker_threads';
import { type EncodedEvent, encodeBatch, encodeEvent, type HubEvent } from './events.ts';
import type { FromHub } from './protocol.ts';

/** One client thread as the hub sees it: its port, and what waits to be sent to it. */
export class Link {
  readonly port: MessagePort;
  /** The number of the thread. */
  readonly threadId: number;
  #events: EncodedEvent[] = [];
  #eventBytes = 0;
  #number = 0;
  #taken = 0;
  #answered = 0;
  /** Batches on their way, and how many bytes each holds about. */
  readonly #unseen: Array<{ number: number; bytes: number }> = [];
  #unseenBytes = 0;

  constructor(port: MessagePort, threadId: number) {
    this.port = port;
    this.threadId = threadId;
  }

  /** About how many bytes the thread has not yet shown to its clients. */
  get waitingBytes(): number {
    return this.#unseenBytes + this.#eventBytes;
  }

  /** Adds an event to this turn's batch. */
  add(event: HubEvent): void {
    this.addEncoded(encodeEvent(event));
  }

  /** Adds an event that goes to several threads. */
  addEncoded(encoded: EncodedEvent): void {
    this.#events.push(encoded);
    this.#eventBytes += encoded.json.length;
  }

  /** Notes that the thread is done with all batches up to that one, and how many actions it sent. */
  take(seen: number, actions: number): void {
    this.#taken += actions;
    while ((this.#unseen[0]?.number ?? Infinity) <= seen) {
      this.#unseenBytes -= this.#unseen.shift()?.bytes ?? 0;
    }
  }

  /** Drops the events of this turn that do not pass, and returns them. */
  withdraw(passes: (event: HubEvent) => boolean): HubEvent[] {
    const withdrawn = this.#events.filter(({ event }) => !passes(event));
    this.#events = this.#events.filter(({ event }) => passes(event));
    return withdrawn.map(({ event }) => event);
  }

  /** Sends this turn's batch, if there is anything to tell. */
  send(): void {
    if (this.#events.length === 0 && this.#taken === this.#answered) return;
    this.#number += 1;
    this.#answered = this.#taken;
    this.#unseen.push({ number: this.#number, bytes: this.#eventBytes });
    this.#unseenBytes += this.#eventBytes;
    const events = encodeBatch(this.#events);
    this.#events = [];
    this.#eventBytes = 0;
    this.port.postMessage({
      type: 'batch',
      number: this.#number,
      taken: this.#taken,
      events,
    } satisfies FromHub);
  }
}
