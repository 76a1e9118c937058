import type { ChatMessage } from './chat-message.ts';
import { Budget } from '../irc/budget.ts';
import { SeenIds } from './seen-ids.ts';

/** So many live messages are held during a catch-up; later ones come with its next page. */
const maxHeld = 4096;

/** What is held back in all conversations together, in characters; later messages come with the next page, too. */
const maxHeldCharacters = 16 * 1_048_576;

/** What the feeds of a client share, so that it is bounded however many there are. */
export class FeedMemory {
  readonly seen = new SeenIds();
  readonly held = new Budget(maxHeldCharacters, 'messages');
}

/** The messages of one conversation: each once, and in order, over reconnects. */
export class Feed {
  readonly conversation: string;
  /** What a room asks for on entering it. */
  key: string | undefined;
  readonly #memory: FeedMemory;
  readonly #startedAt: Date;
  #lastId: string | undefined;
  #lastTime: Date | undefined;
  #held: ChatMessage[] | undefined;
  /** Something was not held, as it was too much. */
  #overflowed = false;

  /** @param startedAt from when on messages are wanted, by the server's clock */
  constructor(conversation: string, startedAt: Date, memory = new FeedMemory()) {
    this.conversation = conversation;
    this.#memory = memory;
    this.#startedAt = startedAt;
  }

  /** The last message there was, as the server's history is asked for what comes after it. */
  get last(): { readonly id: string | undefined; readonly time: Date } {
    return { id: this.#lastId, time: this.#lastTime ?? this.#startedAt };
  }

  /** What was said last before messages are wanted: more certain than a time, if no clocks were compared. */
  startBehind({ id, time }: ChatMessage): void {
    if (this.#lastId !== undefined || this.#held !== undefined || id === undefined) return;
    this.#note(id);
    this.#lastId = id;
    this.#lastTime = time;
  }

  /** What is to be told of a live message: itself, or nothing if it is known, or held for now. */
  take(message: ChatMessage): readonly ChatMessage[] {
    if (this.#held === undefined) return this.#admit(message);
    const fits =
      !this.#overflowed &&
      this.#held.length < maxHeld &&
      this.#memory.held.tryTake(sizeOf(message));
    // Behind a gap nothing is held either, as it would come before what fills the gap.
    if (fits) this.#held.push(message);
    else this.#overflowed = true;
    return [];
  }

  /** Whether a message out of the history is held as a live one too: all behind it is held then. */
  overlaps({ id }: ChatMessage): boolean {
    const held = this.#held ?? [];
    return id !== undefined && !this.#overflowed && held.some((live) => live.id === id);
  }

  /** What is to be told of a message out of the history. */
  takePast(message: ChatMessage): readonly ChatMessage[] {
    return this.#admit(message);
  }

  /** Holds live messages back from now on: what was missed comes first. */
  hold(): void {
    // What an earlier catch-up held and didn't get to is in the history too, if it has an id.
    this.#keepHeld(this.#held?.filter(({ id }) => id === undefined) ?? []);
  }

  /** Ends {@link hold}; the messages to be told now. */
  release(): readonly ChatMessage[] {
    const held = this.#held ?? [];
    this.#keepHeld(undefined);
    return held.flatMap((message) => this.#admit(message));
  }

  /** Forgets everything that is held. */
  drop(): void {
    this.#keepHeld(undefined);
  }

  #keepHeld(held: ChatMessage[] | undefined): void {
    for (const message of this.#held ?? []) this.#memory.held.give(sizeOf(message));
    this.#held = held?.filter((message) => this.#memory.held.tryTake(sizeOf(message)));
    this.#overflowed = false;
  }

  #admit(message: ChatMessage): readonly ChatMessage[] {
    const { id, time } = message;
    if (id !== undefined && !this.#note(id)) return [];
    if (id !== undefined) this.#lastId = id;
    this.#lastTime = time;
    return [message];
  }

  #note(id: string): boolean {
    return this.#memory.seen.add(`${this.conversation} ${id}`);
  }
}

function sizeOf({ text, from, conversation }: ChatMessage): number {
  return text.length + from.length + conversation.length + 100;
}
