import { ClientError } from '../errors.ts';
import type { IrcMessage } from './message.ts';

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

type OpenBatch = Batch & { readonly items: Incoming[]; readonly parent: string | undefined };

const maxOpen = 64;
const maxMessages = 50_000;

/** Puts batches together out of a stream of messages. */
export class Batches {
  readonly #open = new Map<string, OpenBatch>();
  #messages = 0;

  /**
   * The message, or the batch it completes; undefined while a batch is not complete.
   *
   * @throws {ClientError} `ERR_CLIENT_PROTOCOL` if the server leaves too much open
   */
  take(message: IrcMessage): Incoming | undefined {
    const parent = message.tags.get('batch');
    if (message.command !== 'BATCH') return this.#put(message, parent);
    const [reference = '', type = '', ...params] = message.params;
    if (reference.startsWith('-')) return this.#close(reference.slice(1));
    if (reference.startsWith('+')) {
      const label = message.tags.get('label');
      this.#open.set(reference.slice(1), { type, params, label, items: [], parent });
      if (this.#open.size > maxOpen) throw tooMuch();
    }
    return undefined;
  }

  #close(reference: string): Incoming | undefined {
    const batch = this.#open.get(reference);
    if (batch === undefined) return undefined;
    this.#open.delete(reference);
    const { type, params, label, items, parent } = batch;
    const outer = parent === undefined ? undefined : this.#open.get(parent);
    if (outer === undefined) this.#messages -= flatten(batch).length;
    return this.#put({ type, params, label, items }, parent);
  }

  /** Into the batch it belongs to; what belongs to one nobody opened stands alone. */
  #put(incoming: Incoming, reference: string | undefined): Incoming | undefined {
    const batch = reference === undefined ? undefined : this.#open.get(reference);
    if (batch === undefined) return incoming;
    batch.items.push(incoming);
    if (!isBatch(incoming)) this.#messages += 1;
    if (this.#messages > maxMessages) throw tooMuch();
    return undefined;
  }
}

function tooMuch(): ClientError {
  return new ClientError('ERR_CLIENT_PROTOCOL', 'The server leaves too many batches open');
}
