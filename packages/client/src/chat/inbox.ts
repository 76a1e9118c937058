import type { Connection } from '../connection/connection.ts';
import { flatten, type Incoming, isBatch } from '../irc/batches.ts';
import { type IrcMessage, nickOf } from '../irc/message.ts';
import type { Conversations } from '../history/conversations.ts';
import { readChatMessage, timeOf } from '../rooms/chat-message.ts';
import type { Emit } from '../rooms/events.ts';
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

type Handler = (message: IrcMessage, state: ClientState, emit: Emit) => void;

/** Handlers for events in rooms, by command. Each handler updates the state first, then emits. */
const handlers: Readonly<Record<string, Handler>> = {
  JOIN: handleJoin,
  PART: ({ source, params, tags }, state, emit) => {
    const [rooms = '', reason = ''] = params;
    removeFromRooms({ rooms, name: nickOf(source), by: undefined, reason, tags }, state, emit);
  },
  KICK: ({ source, params, tags }, state, emit) => {
    const [rooms = '', name = '', reason = ''] = params;
    removeFromRooms({ rooms, name, by: nickOf(source), reason, tags }, state, emit);
  },
  QUIT: handleQuit,
  NICK: handleNick,
  AWAY: handleAway,
  TOPIC: ({ source, params, tags }, state, emit) => {
    const [room = '', topic = ''] = params;
    state.rooms.setTopic(room, topic);
    emit('topic', { room, topic, by: nickOf(source), time: timeOrNow(tags) });
  },
  '332': ({ params, tags }, state, emit) => {
    const [, room = '', topic = ''] = params;
    if (!state.rooms.has(room)) return;
    state.rooms.setTopic(room, topic);
    emit('topic', { room, topic, by: undefined, time: timeOrNow(tags) });
  },
  '353': ({ params }, { rooms }) => rooms.addListed(params[2] ?? '', params[3] ?? ''),
  '366': ({ params }, { rooms }) => rooms.completeList(params[1] ?? ''),
};

/** Commands that are of no interest to the user. */
const ignoredCommands = new Set([
  'PONG',
  'CAP',
  'ERROR',
  // A ban: the error that the client closes with says it.
  '465',
  'ACCOUNT',
  'SETNAME',
  'CHGHOST',
  'TAGMSG',
  'ACK',
  'BATCH',
  'MODE',
  'AUTHENTICATE',
]);

/** Handles any message but PRIVMSG and NOTICE; returns false if it should be emitted as `reply`. */
function handleRoomMessage(message: IrcMessage, state: ClientState, emit: Emit): boolean {
  const { command } = message;
  const handler = Object.hasOwn(handlers, command) ? handlers[command] : undefined;
  handler?.(message, state, emit);
  return handler !== undefined || ignoredCommands.has(command);
}

function handleJoin({ source, params, tags }: IrcMessage, state: ClientState, emit: Emit): void {
  const name = nickOf(source);
  const own = state.isOwn(name);
  for (const room of (params[0] ?? '').split(',')) {
    if (own) state.rooms.addRoom(room);
    state.rooms.addMember(room, name);
    emit('join', { room, name, own, time: timeOrNow(tags) });
  }
}

interface Removal {
  /** Separated by commas. */
  readonly rooms: string;
  readonly name: string;
  readonly by: string | undefined;
  readonly reason: string;
  readonly tags: IrcMessage['tags'];
}

function removeFromRooms(
  { rooms, name, by, reason, tags }: Removal,
  state: ClientState,
  emit: Emit,
): void {
  const own = state.isOwn(name);
  for (const room of rooms.split(',')) {
    if (own) state.rooms.removeRoom(room);
    else state.rooms.removeMember(room, name);
    emit('part', { room, name, own, by, reason, time: timeOrNow(tags) });
  }
}

function handleQuit({ source, params, tags }: IrcMessage, state: ClientState, emit: Emit): void {
  const name = nickOf(source);
  const rooms = state.rooms.removeEverywhere(name);
  emit('presence', {
    state: 'gone',
    name,
    newName: undefined,
    text: params[0] ?? '',
    rooms,
    own: state.isOwn(name),
    time: timeOrNow(tags),
  });
}

function handleNick({ source, params, tags }: IrcMessage, state: ClientState, emit: Emit): void {
  const name = nickOf(source);
  const newName = params[0] ?? name;
  const own = state.isOwn(name);
  const rooms = state.rooms.rename(name, newName);
  if (own) state.name = newName;
  const time = timeOrNow(tags);
  emit('presence', { state: 'renamed', name, newName, text: '', rooms, own, time });
}

function handleAway({ source, params, tags }: IrcMessage, state: ClientState, emit: Emit): void {
  const name = nickOf(source);
  const [text = ''] = params;
  emit('presence', {
    state: text === '' ? 'back' : 'away',
    name,
    newName: undefined,
    text,
    rooms: state.rooms.roomsOf(name),
    own: state.isOwn(name),
    time: timeOrNow(tags),
  });
}

function timeOrNow(tags: IrcMessage['tags']): Date {
  return timeOf(tags) ?? new Date();
}
