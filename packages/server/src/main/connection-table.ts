import type { Counters } from '../counters.ts';
import type { ConnectionEvent } from '../server-event.ts';

/** One client at this moment. */
export interface ConnectionInfo {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly threadId: number;
  /** Whether other clients are on the same thread now. */
  readonly shared: boolean;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly connectedAt: number;
  /** Bytes received; with TLS, after decryption. */
  readonly bytesIn: number;
  /** Bytes written by the handler, sent or not. */
  readonly bytesOut: number;
  /** Bytes written and not yet passed to the kernel. */
  readonly unsentBytes: number;
}

/** The present clients. Their counters are in memory shared with their threads. */
export class ConnectionTable {
  readonly #clients = new Map<
    number,
    { readonly event: ConnectionEvent; readonly counters: Counters }
  >();
  readonly #clientsOnThread = new Map<number, number>();

  get size(): number {
    return this.#clients.size;
  }

  add(event: ConnectionEvent, counters: Counters): void {
    this.#clients.set(event.id, { event, counters });
    this.#count(event.threadId, 1);
  }

  delete(id: number): void {
    const client = this.#clients.get(id);
    if (client === undefined) return;
    this.#clients.delete(id);
    this.#count(client.event.threadId, -1);
  }

  clear(): void {
    this.#clients.clear();
    this.#clientsOnThread.clear();
  }

  /** Every client, in the order in which they connected. */
  list(): ConnectionInfo[] {
    return Array.from(this.#clients.values(), ({ event, counters }) => ({
      id: event.id,
      remoteAddress: event.remoteAddress,
      remotePort: event.remotePort,
      threadId: event.threadId,
      shared: (this.#clientsOnThread.get(event.threadId) ?? 0) > 1,
      connectedAt: event.connectedAt,
      bytesIn: counters.bytesIn,
      bytesOut: counters.bytesOut,
      unsentBytes: counters.unsentBytes,
    }));
  }

  #count(threadId: number, change: number): void {
    const count = (this.#clientsOnThread.get(threadId) ?? 0) + change;
    if (count === 0) this.#clientsOnThread.delete(threadId);
    else this.#clientsOnThread.set(threadId, count);
  }
}
