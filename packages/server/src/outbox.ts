/** How an {@link Outbox} sends, and what it does when it is full. */
interface OutboxOptions<Item> {
  /** Posts a batch to the receiver; call `acknowledge()` when it replies. */
  send: (batch: Item[]) => void;
  /** How long items are collected before they are sent; by default until the end of the event loop's turn. @default 0 */
  delayMs?: number;
  /** Maximum queued items; more are dropped, except those of `mustKeep`. */
  maxItems: number;
  /** Whether an item is queued even beyond `maxItems`; the number of such items must be bounded elsewhere. @default none */
  mustKeep?: (item: Item) => boolean;
  /** Called when the queue is full: removes items that cancel each other out. */
  compact?: (items: Item[]) => Item[];
}

/**
 * A bounded queue of items for another thread. The next batch is sent when the receiver has acknowledged the last one, so a
 * blocked receiver costs no more memory than the queue.
 */
export class Outbox<Item> {
  readonly #options: OutboxOptions<Item>;
  #pending: Item[] = [];
  #underWay = false;
  #scheduled = false;
  #dropped = 0;
  #compactAt: number;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
    this.#compactAt = options.maxItems;
  }

  /** Queues an item. All items of one turn of the event loop, or of `delayMs`, are sent together. Drops it if the queue is full. */
  push(item: Item): void {
    if (this.#pending.length >= this.#options.maxItems && !this.#makeRoom(item)) {
      this.#dropped += 1;
      return;
    }
    this.#pending.push(item);
    if (this.#underWay || this.#scheduled) return;
    this.#scheduled = true;
    const { delayMs = 0 } = this.#options;
    const leave = (): void => {
      this.#scheduled = false;
      this.flush();
    };
    if (delayMs > 0) setTimeout(leave, delayMs);
    else setImmediate(leave);
  }

  /** How many items were dropped since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Removes and returns the queued items, to send them with a message ahead of the next batch. */
  takePending(): Item[] {
    return this.#pending.splice(0);
  }

  /** The receiver has received the last batch. */
  acknowledge(): void {
    this.#underWay = false;
    this.flush();
  }

  /** Sends the queued items at once, unless the last batch is not acknowledged yet. */
  flush(): void {
    if (this.#underWay || this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    this.#compactAt = this.#options.maxItems;
    this.#underWay = true;
    this.#options.send(batch);
  }

  /** Whether the full queue can accept the item. */
  #makeRoom(item: Item): boolean {
    const { maxItems, compact, mustKeep } = this.#options;
    if (compact !== undefined && this.#pending.length >= this.#compactAt) {
      this.#pending = compact(this.#pending);
      // Compacting reads the whole queue, so not again before it has grown by half.
      this.#compactAt = Math.max(maxItems, Math.ceil(this.#pending.length * 1.5));
    }
    return this.#pending.length < maxItems || (mustKeep?.(item) ?? false);
  }
}
