import type { Message } from './message.ts';
import type { HistoryReader } from './query.ts';

/** A small thing kept beside the messages: a topic, a ban or a mute. */
export interface KeptItem {
  readonly key: string;
  readonly value: string;
}

/** What is kept beside the messages. */
export type KeptKind = 'topic' | 'ban' | 'mute' | 'owner';

/** How much history is kept; what is over is removed a bounded step at a time. */
export interface Retention {
  /** Age in days beyond which a message goes. @default 7 */
  readonly maxAgeDays?: number;
  /** Number of messages beyond which the oldest go. @default 1_000_000 (10_000 in memory) */
  readonly maxMessages?: number;
}

/**
 * Where the hub keeps what was said. The hub alone writes, and numbers what it writes. What it adds is only collected;
 * `commit()` writes everything since the last one, or nothing. So nothing but `commit()` fails when the disk does.
 */
export interface History {
  /** The greatest number ever given out, or 0. */
  readonly lastId: number;
  /** The time of the newest message, or 0. */
  readonly lastAt: number;
  /** How many messages are kept. */
  readonly size: number;
  /** Answers members' questions about what is committed, without holding up the hub. */
  readonly reader: HistoryReader;
  /** Adds one message. Never fails. */
  append(message: Message): void;
  /** A number was given to something that is not kept here: none is to have it again. Never fails. */
  skip(id: number): void;
  /** Keeps a small thing, or forgets it if the value is undefined. Never fails. */
  keep(kind: KeptKind, key: string, value: string | undefined): void;
  /**
   * Makes what was added durable, without waiting for more than 100 ms for others; false if nothing was added.
   *
   * @throws if that fails; then nothing of it was kept.
   */
  commit(): boolean;
  /** Forgets what was added since the last `commit()`. Never fails. */
  rollback(): void;
  /** The newest messages of a conversation in their order, with those added since the last `commit()`. */
  latest(conversation: string, limit: number): Message[];
  /** All things of a kind, as of the last `commit()`. */
  kept(kind: KeptKind): KeptItem[];
  /** Removes a bounded number of messages that are over the retention; true if more are. Nothing may be uncommitted. */
  trim(now: number): boolean;
  /** Commits and closes the file. */
  close(): void;
}
