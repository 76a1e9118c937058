import { Budget, messageOverhead, messageSize, overflowError } from './budget.ts';
import type { IrcMessage } from './message.ts';

/** Messages that belong together (IRCv3 batch), in order; batches can be nested. */
interface Batch {
  readonly type: string;
  readonly params: readonly string[];
  readonly label: string | undefined;
  readonly items: readonly Incoming[];
}

/** What a server sends: a single message, or a complete batch. */
export type Incoming = IrcMessage | Batch;

/** Whether this is a batch. */
export function isBatch(incoming: Incoming): incoming is Batch {
  return 'items' in incoming;
}

/** The message, or all messages of the batch and of the batches in it, in order. */
export function flatten(incoming: Incoming): IrcMessage[] {
  return isBatch(incoming) ? incoming.items.flatMap(flatten) : [incoming];
}

/** Approximate memory of a message or batch, in bytes. */
export function incomingSize(incoming: Incoming): number {
  if (!isBatch(incoming)) return messageSize(incoming);
  return incoming.items.reduce((sum, item) => sum + incomingSize(item), messageOverhead);
}

type OpenBatch = Batch & { readonly items: Incoming[]; readonly parent: string | undefined };

const maxOpenBatches = 64;
/** For the contents of all incomplete batches together. */
const maxOpenBytes = 32 * 1_048_576;

/** Assembles batches from a stream of messages. */
export class Batches {
  readonly #open = new Map<string, OpenBatch>();
  readonly #budget = new Budget(maxOpenBytes, 'endless batches');

  /**
   * Adds a message. Returns it if it is not part of a batch, the whole batch if this completes one, and undefined while a
   * batch is incomplete.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if too much is incomplete
   */
  push(message: IrcMessage): Incoming | undefined {
    const parent = message.tags.get('batch');
    if (message.command !== 'BATCH') return this.#put(message, parent);
    const [reference = '', type = '', ...params] = message.params;
    if (reference.startsWith('-')) return this.#close(reference.slice(1));
    if (reference.startsWith('+')) {
      const label = message.tags.get('label');
      this.#budget.reserve(messageSize(message));
      this.#open.set(reference.slice(1), { type, params, label, items: [], parent });
      if (this.#open.size > maxOpenBatches) throw overflowError('endless batches');
    }
    return undefined;
  }

  #close(reference: string): Incoming | undefined {
    const batch = this.#open.get(reference);
    if (batch === undefined) return undefined;
    this.#open.delete(reference);
    const { type, params, label, items, parent } = batch;
    const outer = parent === undefined ? undefined : this.#open.get(parent);
    // With no open batch left the count starts over, even if the server reused a reference.
    if (this.#open.size === 0) this.#budget.reset();
    else if (outer === undefined) this.#budget.release(incomingSize(batch));
    return this.#put({ type, params, label, items }, parent);
  }

  /** Adds to the open batch; a message of an unknown batch is returned alone. */
  #put(incoming: Incoming, reference: string | undefined): Incoming | undefined {
    const batch = reference === undefined ? undefined : this.#open.get(reference);
    if (batch === undefined) return incoming;
    batch.items.push(incoming);
    if (!isBatch(incoming)) this.#budget.reserve(messageSize(incoming));
    return undefined;
  }
}
