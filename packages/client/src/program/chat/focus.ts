import type { ChatClient } from '../../chat/chat-client.ts';

/**
 * The conversation what is typed goes to: a room we are in, or a person. Who is put out of the room that is in focus sees
 * another one in its place; what a script says must go nowhere else, so its focus stays.
 */
export class Focus {
  readonly #client: ChatClient;
  readonly #changed: (conversation?: string) => void;
  #current: string | undefined;
  #lastPrivate: string | undefined;

  constructor(
    client: ChatClient,
    {
      person,
      changed,
    }: { readonly person: boolean; readonly changed: (conversation?: string) => void },
  ) {
    this.#client = client;
    this.#changed = changed;
    client.on('join', ({ own, room }) => {
      if (own && this.#current === undefined) this.set(room);
    });
    client.on('part', ({ own, room }) => {
      if (own && person) this.left(room);
    });
    client.on('message', ({ room, own, conversation }) => {
      if (room === undefined && !own) this.#lastPrivate = conversation;
    });
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** Who said something to us alone last. */
  get lastPrivate(): string | undefined {
    return this.#lastPrivate;
  }

  set(conversation: string | undefined): void {
    this.#current = conversation;
    this.#changed(conversation);
  }

  /** We are out of a room: if it was in focus, the one that was entered last is. */
  left(room: string): void {
    if (this.#current === undefined || !this.#client.isSame(room, this.#current)) return;
    this.set(this.#client.rooms.at(-1));
  }

  /** The room that is meant: the one named, or the one we are in. */
  room(named: string | undefined): string {
    const room = named ?? this.#current;
    if (room === undefined || !this.#client.isRoom(room)) {
      throw new Error('You are in no room here: name one, as in #tea');
    }
    return room;
  }
}
