import type { Message } from './message.ts';

/** The most messages one answer holds, */
export const maxHistory = 1000;
/** if they do not take more bytes than this: fewer, where they are long. */
const maxAnswerBytes = 512 * 1024;
/** About how many bytes of it are sent at a time. */
const maxPartBytes = 16 * 1024;
/** What a message takes besides its text, about, by the time it is on a client's line. */
const bytesBesides = 200;

/** What members ask about the past. Only messages up to number `upTo` are seen. */
export type HistoryQuery =
  | {
      readonly type: 'history';
      readonly upTo: number;
      readonly conversation: string;
      readonly limit: number;
      /** Bounds: numbers of messages, and times in ms since 1970. None of them is itself within. */
      readonly before: number;
      readonly after: number;
      readonly beforeAt?: number | undefined;
      readonly afterAt?: number | undefined;
      /** Which of them, if there are more. */
      readonly take: 'oldest' | 'newest';
      /** Only the next part of an answer, the oldest of the messages within the bounds. */
      readonly isPart?: boolean;
    }
  | {
      readonly type: 'search';
      readonly upTo: number;
      readonly conversation: string;
      /** Only messages with a greater number are found. */
      readonly after: number;
      readonly text: string;
      readonly limit: number;
    }
  | {
      /** Conversations whose last message was between two times. */
      readonly type: 'conversations';
      readonly upTo: number;
      readonly rooms: readonly string[];
      /** The account whose private conversations are meant too; undefined for none. */
      readonly privateOf: string | undefined;
      /** Only private conversations whose last message has a greater number are listed. */
      readonly privateAfter: number;
      readonly afterAt: number;
      readonly beforeAt: number;
      readonly limit: number;
    };

/** What the queries are answered with. */
export interface HistoryResults {
  /** In the order of their numbers, the oldest first. */
  history: HistoryPart;
  search: {
    messages: readonly Message[];
    /** The time of the oldest message that was looked at, if the search took too long to look at all. */
    searchedTo?: number;
  };
  /** `#room`, or `@account` for a private conversation; the oldest first. */
  conversations: { conversations: ReadonlyArray<{ with: string; at: number }> };
}

/** A part of the messages asked for, the oldest part first. */
export interface HistoryPart {
  /** In the order of their numbers, the oldest first. */
  readonly messages: readonly Message[];
  /** How many there are from here on; in a part that is not the first, about. */
  readonly total: number;
  readonly next?: HistoryCursor;
}

/** Where the next part of a history begins, and where the last one ends: numbers of messages that are not within. */
export interface HistoryCursor {
  readonly after: number;
  readonly before: number;
}

/** The first part of the messages found. */
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

/** How much is looked for: all of an answer, to know where it begins and ends, or its next part. */
export function historySize({ limit, isPart }: { limit: number; isPart?: boolean }): ResultSize {
  return new ResultSize(limit, isPart ? maxPartBytes : maxAnswerBytes);
}

/**
 * A query as it is worked on: each `next()` is a short step, after which others may have their turn. It returns the
 * answer.
 */
export type QuerySteps = Generator<undefined, HistoryResults[HistoryQuery['type']], undefined>;

/** Answers queries about what is committed, aside from the hub's work or in short steps between it. */
export interface HistoryReader {
  /**
   * Resolves to the answer as JSON. Queries of different accounts take turns.
   *
   * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if the history cannot be read. Never settles once the signal is aborted.
   */
  read(account: string, query: HistoryQuery, signal: AbortSignal): Promise<string>;
  /** Stops; what waits is rejected. */
  close(): void;
}

/** Chooses as many messages as an answer holds, in the order they are given in. */
export class ResultSize {
  #messages: number;
  #bytes: number;

  constructor(limit: number, maxBytes = maxAnswerBytes) {
    this.#bytes = maxBytes;
    this.#messages = Math.min(limit, maxHistory);
  }

  /** Whether the message has room; if it has not, the answer is full. */
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

  /** Whether nothing more has room. */
  get full(): boolean {
    return this.#messages < 1;
  }
}
