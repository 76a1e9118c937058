import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';

/** The topic of a room. */
interface Topic {
  readonly text: string;
  readonly by: string;
  /** Time it was set, in ms since 1970; undefined in older histories. */
  readonly at?: number;
}

/** The topics of rooms, stored with the history. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #history: History;
  readonly #max: number;
  /** The topics as of the last commit; undefined if they have not changed since. */
  #before: ReadonlyArray<[string, Topic]> | undefined;

  /** Beyond `max` topics the oldest are removed. @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` */
  constructor(history: History, max: number) {
    this.#history = history;
    this.#max = max;
    for (const { key, value } of history.kept('topic')) this.#topics.set(key, read(key, value));
  }

  get(room: string): Topic | undefined {
    return this.#topics.get(room);
  }

  /** Sets or removes the topic of a room. */
  set(room: string, topic: Topic | undefined): void {
    this.#before ??= [...this.#topics];
    // Deleted first, so that it moves to the end as the latest.
    this.#topics.delete(room);
    if (topic) this.#topics.set(room, topic);
    this.#history.keep('topic', room, topic && JSON.stringify(topic));
    for (const oldest of this.#topics.keys()) {
      if (this.#topics.size <= this.#max) return;
      this.#topics.delete(oldest);
      this.#history.keep('topic', oldest, undefined);
    }
  }

  /** Marks the changes as committed. */
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
