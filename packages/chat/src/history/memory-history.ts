import type { History, HistoryQuery, KeptItem, KeptKind, Retention } from './history.ts';
import { type Message, otherOfPair } from './message.ts';
import { type SearchTerm, searchTerms, searchWords } from './search-terms.ts';

const dayMs = 86_400_000;

/** History in memory: as long as the process lives, and at most `maxMessages` messages. */
export class MemoryHistory implements History {
  lastId = 0;
  lastAt = 0;
  readonly #maxAgeMs: number;
  readonly #maxMessages: number;
  readonly #messages: Message[] = [];
  readonly #kept = new Map<KeptKind, Map<string, string>>();
  #committed = 0;
  /** What brings the kept things back to the last commit, the latest last. */
  #undo: Array<() => void> = [];

  constructor({ maxAgeDays = 7, maxMessages = 10_000 }: Retention = {}) {
    this.#maxAgeMs = maxAgeDays * dayMs;
    this.#maxMessages = maxMessages;
  }

  get size(): number {
    return this.#messages.length;
  }

  append(message: Message): void {
    this.#messages.push(message);
    // Between two calls of trim() it may be over by an eighth, so that appending stays cheap.
    if (this.#messages.length > this.#maxMessages * 1.125) this.trim(0);
    this.lastId = message.id;
    this.lastAt = message.at;
  }

  skip(id: number): void {
    this.lastId = id;
  }

  commit(): void {
    this.#committed = this.#messages.length;
    this.#undo = [];
  }

  rollback(): void {
    this.#messages.length = this.#committed;
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }

  read({ conversation, limit, before, after, take }: HistoryQuery): Message[] {
    const fits = (message: Message): boolean =>
      message.conversation === conversation &&
      message.id < (before ?? Infinity) &&
      message.id > (after ?? 0);
    const newest = (take ?? (after === undefined ? 'newest' : 'oldest')) === 'newest';
    return newest ? this.#newest(limit, fits) : this.#oldest(limit, fits);
  }

  firstSince(at: number): number {
    return this.#messages.find((message) => message.at >= at)?.id ?? Infinity;
  }

  pairsOf(account: string): string[] {
    const all = new Set(this.#messages.map(({ conversation }) => conversation));
    return [...all].filter((one) => otherOfPair(one, account) !== undefined);
  }

  search(conversation: string, text: string, limit: number): Message[] {
    const terms = searchTerms(text);
    if (terms.length === 0) return [];
    const fits = (message: Message): boolean =>
      message.conversation === conversation && holdsAll(searchWords(message.text), terms);
    return this.#newest(limit, fits);
  }

  trim(now: number): boolean {
    const over = this.#messages.length - this.#maxMessages;
    let remove = Math.max(0, over);
    while ((this.#messages[remove]?.at ?? Infinity) < now - this.#maxAgeMs) remove += 1;
    this.#messages.splice(0, remove);
    this.#committed = Math.max(0, this.#committed - remove);
    return false;
  }

  keep(kind: KeptKind, key: string, value: string | undefined): void {
    const items = this.#kept.get(kind) ?? new Map<string, string>();
    const before = items.get(key);
    this.#undo.push(() => set(items, key, before));
    set(items, key, value);
    this.#kept.set(kind, items);
  }

  kept(kind: KeptKind): KeptItem[] {
    return [...(this.#kept.get(kind) ?? [])].map(([key, value]) => ({ key, value }));
  }

  close(): void {
    this.commit();
  }

  #oldest(limit: number, fits: (message: Message) => boolean): Message[] {
    const found: Message[] = [];
    for (const message of this.#messages) {
      if (found.length >= limit) break;
      if (fits(message)) found.push(message);
    }
    return found;
  }

  #newest(limit: number, fits: (message: Message) => boolean): Message[] {
    const found: Message[] = [];
    for (let index = this.#messages.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const message = this.#messages[index];
      if (message && fits(message)) found.push(message);
    }
    return found.reverse();
  }
}

function set(items: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) items.delete(key);
  else items.set(key, value);
}

function holdsAll(words: readonly string[], terms: readonly SearchTerm[]): boolean {
  return terms.every(({ words: wanted }) =>
    words.some((_, start) => wanted.every((word, offset) => words[start + offset] === word)),
  );
}
