import type { Connection } from '../connection/connection.ts';
import { flatten, type Incoming, isBatch } from '../irc/batches.ts';
import { type IrcMessage, nickOf } from '../irc/message.ts';
import type { Conversations } from '../history/conversations.ts';
import { readChatMessage, timeOf } from '../rooms/chat-message.ts';
import type { Emit } from '../rooms/events.ts';
import { handleRoomMessage } from '../rooms/room-events.ts';
import type { ClientState } from '../rooms/rooms.ts';

/** Handles everything the server sends: updates the state and the conversations, and emits the events. */
export class Inbox {
  readonly #state: ClientState;
  readonly #conversations: Conversations;
  readonly #emit: Emit;

  constructor(state: ClientState, conversations: Conversations, emit: Emit) {
    this.#state = state;
    this.#conversations = conversations;
    this.#emit = emit;
  }

  /** @param isResponse whether it responds to a request */
  receive(connection: Connection, incoming: Incoming, isResponse: boolean): void {
    if (isBatch(incoming) && incoming.type === 'chathistory') {
      // A response belongs to its request; anything else is history that the server replays unrequested.
      if (isResponse) return;
      for (const message of flatten(incoming)) {
        this.#handle(connection, message, { past: true, isResponse });
      }
    } else if (isBatch(incoming)) {
      for (const item of incoming.items) this.receive(connection, item, isResponse);
    } else this.#handle(connection, incoming, { past: false, isResponse });
  }

  #handle(
    connection: Connection,
    message: IrcMessage,
    { past, isResponse }: { readonly past: boolean; readonly isResponse: boolean },
  ): void {
    const chatMessage = readChatMessage(message, this.#state, { past });
    if (chatMessage !== undefined) this.#conversations.receive(chatMessage);
    else if (!handleRoomMessage(message, this.#state, this.#emit) && !isResponse) {
      this.#emit('reply', message);
    }
    this.#trackRooms(connection, message);
  }

  /** Starts and ends the conversations of rooms when this client joins or leaves them. */
  #trackRooms(
    connection: Connection,
    { command, source, params: [rooms = '', kicked = ''], tags }: IrcMessage,
  ): void {
    const name = command === 'KICK' ? kicked : nickOf(source);
    if (!this.#state.isOwn(name)) return;
    for (const room of rooms.split(',')) {
      if (command === 'JOIN') this.#conversations.joined(room, timeOf(tags), connection);
      if (command === 'PART' || command === 'KICK') this.#conversations.left(room);
    }
  }
}
