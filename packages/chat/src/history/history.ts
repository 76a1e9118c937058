import type { Message } from './message.ts';
import type { HistoryReader } from './query.ts';

/** A stored item other than a message. */
export interface KeptItem {
  readonly key: string;
  readonly value: string;
}

/** The kind of a stored item. */
export type KeptKind = 'topic' | 'ban' | 'mute' | 'owner';

/** The limits of the history. Messages beyond them are removed in bounded steps. */
export interface Retention {
  /** Maximum age of a message in days. @default 7 */
  readonly maxAgeDays?: number;
  /** Maximum number of messages. @default 1_000_000 (10_000 in memory) */
  readonly maxMessages?: number;
}

/**
 * The message store of the hub, which is the only writer and assigns the message ids. Changes are buffered; `commit()`
 * writes all of them or none. So when the disk fails, only `commit()` throws.
 */
export interface History {
  /** The greatest message id ever assigned, or 0. */
  readonly lastId: number;
  /** The time of the newest message, or 0. */
  readonly lastAt: number;
  /** Number of stored messages. */
  readonly size: number;
  /** Runs queries on the committed messages without blocking the hub. */
  readonly reader: HistoryReader;
  /** Adds one message. Never fails. */
  append(message: Message): void;
  /** Marks an id as used by a message that is not stored. Never fails. */
  skip(id: number): void;
  /** Stores an item, or removes it if the value is undefined. Never fails. */
  keep(kind: KeptKind, key: string, value: string | undefined): void;
  /**
   * Writes all changes since the last `commit()`. Waits at most 100 ms for other processes. Returns false if there are
   * no changes.
   *
   * @throws if the write fails; no change is stored then.
   */
  commit(): boolean;
  /** Discards all changes since the last `commit()`. Never fails. */
  rollback(): void;
  /** Returns the newest messages of a conversation, oldest first, including uncommitted ones. */
  latest(conversation: string, limit: number): Message[];
  /** Returns the committed items of a kind. */
  kept(kind: KeptKind): KeptItem[];
  /** Removes a bounded number of messages beyond the limits. Returns true if more remain. Call `commit()` first. */
  trim(now: number): boolean;
  /** Commits and closes the file. */
  close(): void;
}
