import type { Message } from './message.ts';

/** Which part of a conversation is asked for: what is within all bounds that are given. */
export interface HistoryQuery {
  readonly conversation: string;
  /** At most so many messages. */
  readonly limit: number;
  /** Only messages with a smaller number. */
  readonly before?: number;
  /** Only messages with a greater number. */
  readonly after?: number;
  /** Which of them, if there are more: the oldest or the newest. @default oldest with `after`, else newest */
  readonly take?: 'oldest' | 'newest';
}

/** A small thing kept beside the messages: a topic or a ban. */
export interface KeptItem {
  readonly key: string;
  readonly value: string;
}

/** What is kept beside the messages. */
export type KeptKind = 'topic' | 'ban';

/** How much history is kept; what is over is removed a bounded step at a time. */
export interface Retention {
  /** Age in days beyond which a message goes. @default 7 */
  readonly maxAgeDays?: number;
  /** Number of messages beyond which the oldest go. @default 1_000_000 (10_000 in memory) */
  readonly maxMessages?: number;
}

/**
 * Where the hub keeps what was said. The hub alone writes, and numbers what it writes; everything
 * between two calls of `commit()` is written together or not at all. Lists are in the order of the
 * numbers, the oldest first.
 */
export interface History {
  /** The greatest number ever given out, or 0. */
  readonly lastId: number;
  /** The time of the newest message, or 0. */
  readonly lastAt: number;
  /** How many messages are kept. */
  readonly size: number;
  /** Writes one message, seen by the queries at once and durable after `commit()`. */
  append(message: Message): void;
  /** A number was given to something that is not kept here: none is to have it again. */
  skip(id: number): void;
  /** Makes what was written durable. @throws if that fails; then nothing of it was kept. */
  commit(): void;
  /** Takes back everything since the last `commit()`. */
  rollback(): void;
  /** The messages asked for. */
  read(query: HistoryQuery): Message[];
  /**
   * The newest messages that hold all words of the text, eight at most; `"two words"` finds them side by side. Any text
   * is allowed.
   */
  search(conversation: string, text: string, limit: number): Message[];
  /**
   * The number of the first message of that time (ms since 1970) or later, in whatever conversation:
   * numbers and times have one order. Infinity if there is none.
   */
  firstSince(at: number): number;
  /** The conversations that an account had in private. */
  pairsOf(account: string): string[];
  /** Removes a bounded number of messages that are over the retention; true if more are. */
  trim(now: number): boolean;
  /** Keeps a small thing, or forgets it if the value is undefined. */
  keep(kind: KeptKind, key: string, value: string | undefined): void;
  /** All things kept of a kind. */
  kept(kind: KeptKind): KeptItem[];
  /** Commits and lets go of the file. */
  close(): void;
}
