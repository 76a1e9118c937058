import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';

/** The topic of a room. */
export interface Topic {
  readonly text: string;
  readonly by: string;
  /** When it was set, in ms since 1970; older histories do not say. */
  readonly at?: number;
}

/** The topics of rooms; kept with the history. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #history: History;
  readonly #max: number;
  /** The topics at the last commit, if they have changed since. */
  #before: ReadonlyArray<[string, Topic]> | undefined;

  /** Of more than `max` topics the oldest are forgotten. @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, max: number) {
    this.#history = history;
    this.#max = max;
    for (const { key, value } of history.kept('topic')) this.#topics.set(key, read(key, value));
  }

  get(room: string): Topic | undefined {
    return this.#topics.get(room);
  }

  /** Sets the topic of a room, or takes it away. */
  set(room: string, topic: Topic | undefined): void {
    this.#before ??= [...this.#topics];
    // Behind the others: it is the latest.
    this.#topics.delete(room);
    if (topic) this.#topics.set(room, topic);
    this.#history.keep('topic', room, topic && JSON.stringify(topic));
    for (const oldest of this.#topics.keys()) {
      if (this.#topics.size <= this.#max) return;
      this.#topics.delete(oldest);
      this.#history.keep('topic', oldest, undefined);
    }
  }

  /** The changes were committed. */
  committed(): void {
    this.#before = undefined;
  }

  /** Undoes the changes since the last commit. */
  rollback(): void {
    if (!this.#before) return;
    this.#topics.clear();
    for (const [room, topic] of this.#before) this.#topics.set(room, topic);
    this.#before = undefined;
  }
}

function read(room: string, value: string): Topic {
  try {
    return JSON.parse(value) as Topic;
  } catch (cause) {
    const message = `The history holds a damaged topic of #${room}`;
    throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', message, { cause });
  }
}
