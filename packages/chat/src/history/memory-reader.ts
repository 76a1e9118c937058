import { otherOfPair, type Message } from './message.ts';
import { ReadQueue } from './read-queue.ts';
import {
  historyPart,
  type HistoryQuery,
  type HistoryReader,
  type HistoryResults,
  historySize,
  type QuerySteps,
  ResultSize,
  type SearchTerm,
  searchTerms,
  searchWords,
} from './query.ts';

/** Number of messages read per step, at most 1 KiB each. */
const stepMessages = 32;
/** How long queries may block the hub, which runs in the same thread. */
const sliceMs = 1;

/** Runs queries on messages in memory in short steps. */
export class MemoryReader implements HistoryReader {
  readonly #messages: () => readonly Message[];
  readonly #waiting = new Map<number, PromiseWithResolvers<string>>();
  readonly #queue = new ReadQueue({
    sliceMs,
    settle: ({ id, result }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if ('answer' in result) waiting?.resolve(result.answer);
      else waiting?.reject(result.error);
    },
  });
  #lastId = 0;

  /** @param messages returns the committed messages, ordered by id */
  constructor(messages: () => readonly Message[]) {
    this.#messages = messages;
  }

  read(account: string, query: HistoryQuery, signal: AbortSignal): Promise<string> {
    this.#lastId += 1;
    const id = this.#lastId;
    const waiting = Promise.withResolvers<string>();
    this.#waiting.set(id, waiting);
    this.#queue.add(id, account, (spent) => this.#start(query, spent));
    const cancel = (): void => {
      this.#queue.cancel(id);
      this.#waiting.delete(id);
    };
    signal.addEventListener('abort', cancel, { once: true });
    return waiting.promise;
  }

  close(): void {
    this.#queue.clear();
    this.#waiting.clear();
  }

  #start(query: HistoryQuery, spent: () => boolean): QuerySteps {
    switch (query.type) {
      case 'history':
        return this.#history(query, spent);
      case 'search':
        return this.#search(query, spent);
      case 'conversations':
        return this.#conversations(query, spent);
      default:
        throw new TypeError(`Unknown query ${String(query satisfies never)}`);
    }
  }

  *#history(query: HistoryQuery & { type: 'history' }, spent: () => boolean): QuerySteps {
    const { conversation, after, before, upTo, take } = query;
    const { beforeAt = Infinity, afterAt = -Infinity } = query;
    const size = historySize(query);
    const found: Message[] = [];
    const newest = take === 'newest';
    for (const message of this.#walk(newest ? Math.min(before, upTo + 1) : after, newest)) {
      if (message === undefined) {
        if (spent()) break;
        yield;
        continue;
      }
      const { id, at } = message;
      if (id <= after || id >= before || id > upTo) break;
      if (message.conversation !== conversation || at >= beforeAt || at <= afterAt) continue;
      if (!size.take(message)) break;
      found.push(message);
    }
    return historyPart(newest ? found.reverse() : found, query);
  }

  *#search(query: HistoryQuery & { type: 'search' }, spent: () => boolean): QuerySteps {
    const terms = searchTerms(query.text);
    const size = new ResultSize(query.limit);
    const found: Message[] = [];
    let at = 0;
    if (terms.length === 0) return { messages: [] };
    for (const message of this.#walk(query.upTo + 1, true)) {
      if (message === undefined) {
        if (spent()) return { messages: found.reverse(), searchedTo: at };
        yield;
        continue;
      }
      if (message.id <= query.after) break;
      at = message.at;
      if (message.conversation !== query.conversation) continue;
      if (!holdsAll(searchWords(message.text), terms)) continue;
      if (!size.take(message)) break;
      found.push(message);
    }
    return { messages: found.reverse() };
  }

  *#conversations(
    query: HistoryQuery & { type: 'conversations' },
    spent: () => boolean,
  ): QuerySteps {
    const { rooms, privateOf = '', privateAfter, afterAt, beforeAt, limit } = query;
    const last = new Map<string, Message>();
    for (const message of this.#walk(query.upTo + 1, true)) {
      if (message !== undefined) {
        if (!last.has(message.conversation)) last.set(message.conversation, message);
      } else if (spent()) break;
      else yield;
    }
    const found: HistoryResults['conversations']['conversations'] = [...last].flatMap(
      ([conversation, { id, at }]) => {
        if (at <= afterAt || at >= beforeAt) return [];
        if (rooms.includes(conversation)) return [{ with: conversation, at }];
        const other = privateOf === '' ? undefined : otherOfPair(conversation, privateOf);
        return other === undefined || id <= privateAfter ? [] : [{ with: `@${other}`, at }];
      },
    );
    return { conversations: found.toSorted((a, b) => a.at - b.at).slice(0, limit) };
  }

  /**
   * Yields the messages before or after an id, the nearest first, and undefined at the end of each step. Messages can
   * be removed between steps.
   */
  *#walk(from: number, down: boolean): Generator<Message | undefined, void, undefined> {
    for (let number = from; ;) {
      const messages = this.#messages();
      const at = firstFrom(messages, down ? number : number + 1);
      const step = down
        ? messages.slice(Math.max(0, at - stepMessages), at).reverse()
        : messages.slice(at, at + stepMessages);
      yield* step;
      const last = step.at(-1);
      if (!last) return;
      number = last.id;
      yield undefined;
    }
  }
}

/** Returns the index of the first message with an id of at least `id`. */
function firstFrom(messages: readonly Message[], id: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.id ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function holdsAll(words: readonly string[], terms: readonly SearchTerm[]): boolean {
  return terms.every(({ words: wanted }) =>
    words.some((_, start) => wanted.every((word, offset) => words[start + offset] === word)),
  );
}
