import type { Message } from './message.ts';

/** Maximum number of messages in a result. */
export const maxHistory = 1000;
/** Maximum size of a result in bytes. */
const maxAnswerBytes = 512 * 1024;
/** Approximate maximum size of one part of a result in bytes. */
const maxPartBytes = 16 * 1024;
/** Approximate number of bytes that a message uses besides its text. */
const bytesBesides = 200;

/** A query on the history. It ignores messages with an id greater than `upTo`. */
export type HistoryQuery =
  | {
      readonly type: 'history';
      readonly upTo: number;
      readonly conversation: string;
      readonly limit: number;
      /** Exclusive bounds: message ids, and times in ms since 1970. */
      readonly before: number;
      readonly after: number;
      readonly beforeAt?: number | undefined;
      readonly afterAt?: number | undefined;
      /** Which messages to return if there are more than `limit`. */
      readonly take: 'oldest' | 'newest';
      /** True to get the next part of a result: the oldest messages within the bounds. */
      readonly isPart?: boolean;
    }
  | {
      readonly type: 'search';
      readonly upTo: number;
      readonly conversation: string;
      /** Only messages with a greater id match. */
      readonly after: number;
      readonly text: string;
      readonly limit: number;
    }
  | {
      /** The conversations whose last message is between two times. */
      readonly type: 'conversations';
      readonly upTo: number;
      readonly rooms: readonly string[];
      /** The account whose private conversations are included; undefined for none. */
      readonly privateOf: string | undefined;
      /** Only private conversations whose last message has a greater id are included. */
      readonly privateAfter: number;
      readonly afterAt: number;
      readonly beforeAt: number;
      readonly limit: number;
    };

/** The results of the queries. */
export interface HistoryResults {
  /** Ordered by id, oldest first. */
  history: HistoryPart;
  search: {
    messages: readonly Message[];
    /** Time of the oldest message searched, if the search was stopped because it took too long. */
    searchedTo?: number;
  };
  /** `with` is `#room`, or `@account` for a private conversation. Oldest first. */
  conversations: { conversations: ReadonlyArray<{ with: string; at: number }> };
}

/** One part of the requested messages. The oldest part is the first. */
export interface HistoryPart {
  /** Ordered by id, oldest first. */
  readonly messages: readonly Message[];
  /** Number of messages in this part and all later ones. Exact only in the first part. */
  readonly total: number;
  readonly next?: HistoryCursor;
}

/** Exclusive bounds, as message ids, of the remaining parts. */
export interface HistoryCursor {
  readonly after: number;
  readonly before: number;
}

/** Returns the first part of the messages found. */
export function historyPart(
  found: readonly Message[],
  { isPart, before }: { isPart?: boolean; before: number },
): HistoryPart {
  const size = new ResultSize(maxHistory, maxPartBytes);
  const behind = found.findIndex((message) => !size.take(message));
  const messages = behind === -1 ? found : found.slice(0, behind);
  const end = isPart ? before : (found.at(-1)?.id ?? 0) + 1;
  const reached = messages.at(-1)?.id;
  const part = { messages, total: found.length };
  if (reached === undefined || reached >= end - 1) return part;
  return { ...part, next: { after: reached, before: end } };
}

/** Returns the size limit of a query. The first query covers the whole result, to determine its bounds. */
export function historySize({ limit, isPart }: { limit: number; isPart?: boolean }): ResultSize {
  return new ResultSize(limit, isPart ? maxPartBytes : maxAnswerBytes);
}

/**
 * A running query. Each `next()` runs a short step, so that other work can run between the steps. Returns the result.
 */
export type QuerySteps = Generator<undefined, HistoryResults[HistoryQuery['type']], undefined>;

/** Runs queries on the committed messages, in another thread or in short steps. */
export interface HistoryReader {
  /**
   * Resolves to the result as JSON. Queries of different accounts take turns. Never settles once the signal is aborted.
   *
   * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if the history cannot be read
   */
  read(account: string, query: HistoryQuery, signal: AbortSignal): Promise<string>;
  /** Closes the reader and drops its pending queries. */
  close(): void;
}

/** Tracks the remaining size of a result. */
export class ResultSize {
  #messages: number;
  #bytes: number;

  constructor(limit: number, maxBytes = maxAnswerBytes) {
    this.#bytes = maxBytes;
    this.#messages = Math.min(limit, maxHistory);
  }

  /** Adds a message. Returns false if it does not fit; the result is full then. */
  take({ text }: Message): boolean {
    const bytes = Buffer.byteLength(text) + bytesBesides;
    if (this.#messages < 1 || bytes > this.#bytes) {
      this.#messages = 0;
      return false;
    }
    this.#messages -= 1;
    this.#bytes -= bytes;
    return true;
  }

  /** True if no more messages fit. */
  get full(): boolean {
    return this.#messages < 1;
  }
}

/** Maximum number of words in all terms. Each one requires a scan of all messages that contain it. */
const maxWords = 8;

/** A search term: a word, or a phrase of adjacent words. */
export interface SearchTerm {
  /** The term as entered. */
  readonly text: string;
  /** The normalized words. */
  readonly words: readonly string[];
}

/**
 * Parses a search text of words and `"quoted phrases"`. Any text is valid. Terms without letters or digits, and all
 * terms after the first eight words, are ignored.
 */
export function searchTerms(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  let left = maxWords;
  for (const match of text.normalize('NFC').matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const typed = match[1] ?? match[2] ?? '';
    const words = searchWords(typed);
    if (words.length === 0) continue;
    left -= words.length;
    if (left < 0) break;
    terms.push({ text: typed, words });
  }
  return terms;
}

/** Returns the normalized words of a text: in lower case and without accents. */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
