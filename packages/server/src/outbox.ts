/** How an {@link Outbox} sends, and what it does at its bound. */
export interface OutboxOptions<Item> {
  /** Posts a batch to the receiver, who answers so that `acknowledge()` is called. */
  send: (batch: Item[]) => void;
  /** How long items may wait for others to leave with; by default they leave at the end of the turn. @default 0 */
  delayMs?: number;
  /** Items that may wait; beyond it, items are dropped unless they must be kept. */
  maxItems: number;
  /** Items that are queued even beyond `maxItems`; their number must be bounded elsewhere. @default none */
  mustKeep?: (item: Item) => boolean;
  /** Called when the queue is full: returns the items without those that cancel each other out. */
  compact?: (items: Item[]) => Item[];
}

/**
 * A bounded queue of items on their way to another thread. One batch is under way at a time; the next leaves when the
 * receiver has acknowledged it, so a receiver that is blocked for an hour costs no more memory than one that isn't.
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

  /** Queues an item; all items of one turn of the event loop, or of `delayMs`, leave together. At the bound it is dropped. */
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

  /** Takes out what waits, for a message that goes ahead of the next batch. */
  takePending(): Item[] {
    return this.#pending.splice(0);
  }

  /** The receiver has taken the last batch. */
  acknowledge(): void {
    this.#underWay = false;
    this.flush();
  }

  /** Sends what waits at once, unless a batch is under way. */
  flush(): void {
    if (this.#underWay || this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    this.#compactAt = this.#options.maxItems;
    this.#underWay = true;
    this.#options.send(batch);
  }

  /** Whether the item may be queued although the queue is full. */
  #makeRoom(item: Item): boolean {
    const { maxItems, compact, mustKeep } = this.#options;
    if (compact !== undefined && this.#pending.length >= this.#compactAt) {
      this.#pending = compact(this.#pending);
      // Compacting reads the whole queue: not again before it has grown by half.
      this.#compactAt = Math.max(maxItems, Math.ceil(this.#pending.length * 1.5));
    }
    return this.#pending.length < maxItems || (mustKeep?.(item) ?? false);
  }
}
