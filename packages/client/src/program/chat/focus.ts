import type { ChatClient } from '../../chat/chat-client.ts';

/** The current conversation, to which typed text is sent: a room this client is in, or a person. */
export class Focus {
  readonly #client: ChatClient;
  readonly #onChange: (conversation: string | undefined) => void;
  #current: string | undefined;
  #lastPrivate: string | undefined;

  /**
   * @param isInteractive whether to switch to another room if the current one is left. A script must never send its text
   *   anywhere else.
   */
  constructor(
    client: ChatClient,
    isInteractive: boolean,
    onChange: (conversation: string | undefined) => void,
  ) {
    this.#client = client;
    this.#onChange = onChange;
    client.on('join', ({ own, room }) => {
      if (own && this.#current === undefined) this.set(room);
    });
    client.on('part', ({ own, room }) => {
      if (own && isInteractive) this.left(room);
    });
    client.on('message', ({ room, own, conversation }) => {
      if (room === undefined && !own) this.#lastPrivate = conversation;
    });
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** The sender of the last private message. */
  get lastPrivate(): string | undefined {
    return this.#lastPrivate;
  }

  set(conversation: string | undefined): void {
    this.#current = conversation;
    this.#onChange(conversation);
  }

  /** If the current room was left, switches to the one joined last. */
  left(room: string): void {
    if (this.#current === undefined || !this.#client.isSame(room, this.#current)) return;
    this.set(this.#client.rooms.at(-1));
  }

  /** The current conversation. @throws {Error} if there is none */
  require(): string {
    if (this.#current === undefined) throw new Error('You are not in a room yet: /join one');
    return this.#current;
  }

  /** The given room, or the current one. @throws {Error} if it is not a room */
  room(given?: string): string {
    const room = given ?? this.#current;
    if (room === undefined || !this.#client.isRoom(room)) {
      throw new Error('You are not in a room: give its name, as in #tea');
    }
    return room;
  }
}
