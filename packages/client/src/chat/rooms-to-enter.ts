import type { IrcMessage } from '../irc/message.ts';
import { askToJoin } from './asks.ts';
import type { Link } from './link.ts';

/** What {@link RoomsToEnter} need to know and to tell. */
export interface EnteringOwner {
  /** Whether we are in a room now. */
  isIn(room: string): boolean;
  /** The server lets us into none of that name. */
  refused(refusal: IrcMessage): void;
}

/** Rooms that are to be entered yet: each once, as who leaves a room later wants to be out. */
export class RoomsToEnter {
  readonly #owner: EnteringOwner;
  readonly #rooms: Set<string>;

  constructor(rooms: readonly string[], owner: EnteringOwner) {
    this.#rooms = new Set(rooms);
    this.#owner = owner;
  }

  /** Enters what is left. Rejects if the connection is lost; what is left then is entered on the next one. */
  async enter(link: Link): Promise<void> {
    if (this.#rooms.size === 0) return;
    await link.ready();
    for (const room of this.#rooms) {
      const refusal = this.#owner.isIn(room) ? undefined : await askToJoin(link, room);
      this.#rooms.delete(room);
      if (refusal !== undefined) this.#owner.refused(refusal);
    }
  }
}
