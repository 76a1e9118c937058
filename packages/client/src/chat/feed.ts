import type { ChatMessage } from './chat-message.ts';
import { SeenIds } from './seen-ids.ts';

/** So many live messages are held during a catch-up; later ones come with its next page. */
const maxHeld = 4096;

/** The messages of one conversation: each once, and in order, over reconnects. */
export class Feed {
  readonly conversation: string;
  /** What a room asks for on entering it. */
  key: string | undefined;
  readonly #seen = new SeenIds(2 * maxHeld);
  readonly #startedAt: Date;
  #lastId: string | undefined;
  #lastTime: Date | undefined;
  #held: ChatMessage[] | undefined;

  /** @param startedAt from when on messages are wanted, by the server's clock */
  constructor(conversation: string, startedAt: Date) {
    this.conversation = conversation;
    this.#startedAt = startedAt;
  }

  /** The last message there was, as the server's history is asked for what comes after it. */
  get last(): { readonly id: string | undefined; readonly time: Date } {
    return { id: this.#lastId, time: this.#lastTime ?? this.#startedAt };
  }

  /** What was said last before messages are wanted: more certain than a time, if no clocks were compared. */
  startBehind({ id, time }: ChatMessage): void {
    if (this.#lastId !== undefined || this.#held !== undefined || id === undefined) return;
    this.#seen.add(id);
    this.#lastId = id;
    this.#lastTime = time;
  }

  /** What is to be told of a live message: itself, or nothing if it is known, or held for now. */
  take(message: ChatMessage): readonly ChatMessage[] {
    if (this.#held === undefined) return this.#admit(message);
    if (this.#held.length < maxHeld) this.#held.push(message);
    return [];
  }

  /** Whether a message out of the history is held as a live one too: all behind it is held then. */
  overlaps({ id }: ChatMessage): boolean {
    const held = this.#held ?? [];
    return id !== undefined && held.length < maxHeld && held.some((live) => live.id === id);
  }

  /** What is to be told of a message out of the history. */
  takePast(message: ChatMessage): readonly ChatMessage[] {
    return this.#admit(message);
  }

  /** Holds live messages back from now on: what was missed comes first. */
  hold(): void {
    // What an earlier catch-up held and didn't get to is in the history too, if it has an id.
    this.#held = this.#held?.filter(({ id }) => id === undefined) ?? [];
  }

  /** Ends {@link hold}; the messages to be told now. */
  release(): readonly ChatMessage[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    return held.flatMap((message) => this.#admit(message));
  }

  #admit(message: ChatMessage): readonly ChatMessage[] {
    const { id, time } = message;
    if (id !== undefined && !this.#seen.add(id)) return [];
    if (id !== undefined) this.#lastId = id;
    this.#lastTime = time;
    return [message];
  }
}
