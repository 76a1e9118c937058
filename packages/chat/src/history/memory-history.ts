import type { History, KeptItem, KeptKind, Retention } from './history.ts';
import { MemoryReader } from './memory-reader.ts';
import type { Message } from './message.ts';
import type { HistoryReader } from './query.ts';
import { checkRetention, RetentionRule } from './retention.ts';

/** A history in memory, which is lost when the process exits. */
export class MemoryHistory implements History {
  lastId = 0;
  lastAt = 0;
  readonly reader: HistoryReader = new MemoryReader(() => this.#messages);
  readonly #retention: RetentionRule;
  readonly #messages: Message[] = [];
  #pending: Message[] = [];
  readonly #kept = new Map<KeptKind, Map<string, string>>();
  #pendingItems: Array<KeptItem & { kind: KeptKind; forget: boolean }> = [];

  /** @throws {TypeError | RangeError} with a code, for an unknown or invalid option */
  constructor(options: Retention = {}) {
    checkRetention(options, []);
    const { maxMessages = 10_000, ...retention } = options;
    this.#retention = new RetentionRule({ maxMessages, ...retention });
  }

  get size(): number {
    return this.#messages.length;
  }

  append(message: Message): void {
    this.#pending.push(message);
    this.lastId = message.id;
    this.lastAt = message.at;
  }

  skip(id: number): void {
    this.lastId = id;
  }

  keep(kind: KeptKind, key: string, value: string | undefined): void {
    this.#pendingItems.push({ kind, key, value: value ?? '', forget: value === undefined });
  }

  commit(): boolean {
    if (this.#pending.length === 0 && this.#pendingItems.length === 0) return false;
    for (const message of this.#pending) this.#messages.push(message);
    for (const { kind, key, value, forget } of this.#pendingItems) {
      const items = this.#kept.get(kind) ?? new Map<string, string>();
      if (forget) items.delete(key);
      else items.set(key, value);
      this.#kept.set(kind, items);
    }
    this.rollback();
    // Allow an excess of an eighth between two calls of trim(), so that commits stay cheap.
    const { maxMessages } = this.#retention;
    if (this.#messages.length > maxMessages * 1.125) {
      this.#messages.splice(0, this.#messages.length - maxMessages);
    }
    return true;
  }

  rollback(): void {
    this.#pending = [];
    this.#pendingItems = [];
  }

  latest(conversation: string, limit: number): Message[] {
    const found: Message[] = [];
    for (const messages of [this.#pending, this.#messages]) {
      for (let at = messages.length - 1; at >= 0 && found.length < limit; at -= 1) {
        const message = messages[at];
        if (message?.conversation === conversation) found.push(message);
      }
    }
    return found.reverse();
  }

  trim(now: number): boolean {
    const over = this.#messages.length - this.#retention.maxMessages;
    const cutoff = this.#retention.cutoff(now);
    const olderFollows = (id: number): boolean =>
      this.#messages.some((message) => message.id > id && message.at < cutoff);
    this.#messages.splice(
      0,
      this.#retention.countOver(this.#messages, over, { now, olderFollows }),
    );
    return false;
  }

  kept(kind: KeptKind): KeptItem[] {
    return [...(this.#kept.get(kind) ?? [])].map(([key, value]) => ({ key, value }));
  }

  close(): void {
    this.commit();
    this.reader.close();
  }
}
