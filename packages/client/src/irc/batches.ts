import type { IrcMessage } from './message.ts';
import { Budget, overflow } from './budget.ts';
import { sizeOf } from './message-size.ts';

/** Messages that belong together (IRCv3 batch), in their order; a batch may hold others. */
export interface Batch {
  readonly type: string;
  readonly params: readonly string[];
  readonly label: string | undefined;
  readonly items: readonly Incoming[];
}

/** What comes from a server: a message, or a whole batch once it is complete. */
export type Incoming = IrcMessage | Batch;

/** Whether it is a whole batch. */
export function isBatch(incoming: Incoming): incoming is Batch {
  return 'items' in incoming;
}

/** Every message in a batch and the batches within it, in order. */
export function flatten(incoming: Incoming): IrcMessage[] {
  return isBatch(incoming) ? incoming.items.flatMap(flatten) : [incoming];
}

/** As `sizeOf()`, of a whole batch too. */
export function sizeOfIncoming(incoming: Incoming): number {
  if (!isBatch(incoming)) return sizeOf(incoming);
  return incoming.items.reduce((sum, item) => sum + sizeOfIncoming(item), sizeOfEmpty);
}

const sizeOfEmpty = 300;

type OpenBatch = Batch & { readonly items: Incoming[]; readonly parent: string | undefined };

const maxOpen = 64;
/** Of all that is in batches that are not complete. */
const maxBytes = 32 * 1_048_576;

/** Puts batches together out of a stream of messages. */
export class Batches {
  readonly #open = new Map<string, OpenBatch>();
  readonly #budget = new Budget(maxBytes, 'batches without an end');

  /**
   * The message, or the batch it completes; undefined while a batch is not complete.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if the server leaves too much open
   */
  take(message: IrcMessage): Incoming | undefined {
    const parent = message.tags.get('batch');
    if (message.command !== 'BATCH') return this.#put(message, parent);
    const [reference = '', type = '', ...params] = message.params;
    if (reference.startsWith('-')) return this.#close(reference.slice(1));
    if (reference.startsWith('+')) {
      const label = message.tags.get('label');
      this.#budget.take(sizeOf(message));
      this.#open.set(reference.slice(1), { type, params, label, items: [], parent });
      if (this.#open.size > maxOpen) throw overflow('batches without an end');
    }
    return undefined;
  }

  #close(reference: string): Incoming | undefined {
    const batch = this.#open.get(reference);
    if (batch === undefined) return undefined;
    this.#open.delete(reference);
    const { type, params, label, items, parent } = batch;
    const outer = parent === undefined ? undefined : this.#open.get(parent);
    // Nothing is open any more: counting starts over, whatever was sent twice.
    if (this.#open.size === 0) this.#budget.reset();
    else if (outer === undefined) this.#budget.give(sizeOfIncoming(batch));
    return this.#put({ type, params, label, items }, parent);
  }

  /** Into the batch it belongs to; what belongs to one nobody opened stands alone. */
  #put(incoming: Incoming, reference: string | undefined): Incoming | undefined {
    const batch = reference === undefined ? undefined : this.#open.get(reference);
    if (batch === undefined) return incoming;
    batch.items.push(incoming);
    if (!isBatch(incoming)) this.#budget.take(sizeOf(incoming));
    return undefined;
  }
}
