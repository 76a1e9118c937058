import { plainText } from '../../../../common/text/plain-text.ts';
import type { Responses, Request } from '../protocol/requests.ts';
import { takePart } from './list-part.ts';
import type { Room } from './room.ts';
import type { ChatState } from './state.ts';

/** The most rooms that the program is shown at once. */
const maxSummaries = 1000;

/** Rooms that somebody is in, the fullest first. The cursor holds the numbers of the rooms that are left. */
export function rooms(
  state: ChatState,
  { cursor, only }: Request & { type: 'rooms' },
): Responses['rooms'] {
  const order = cursor ?? fullestFirst(state, only).map(({ number }) => number);
  const { part, more } = takePart(stillOpen(state, order), ([, { room, topic }]) => {
    return room.length + topic.length;
  });
  const found = part.map(([, room]) => room);
  const reached = part.at(-1)?.[0] ?? order.length;
  return more ? { rooms: found, next: order.slice(reached + 1) } : { rooms: found };
}

function* stillOpen(
  state: ChatState,
  order: readonly number[],
): Generator<[index: number, room: Responses['rooms']['rooms'][number]]> {
  for (const [index, number] of order.entries()) {
    const room = state.roomsByNumber.get(number);
    if (!room) continue;
    yield [index, { room: room.name, members: room.members, topic: topicOf(state, room) }];
  }
}

function fullestFirst(state: ChatState, only?: readonly string[]): Room[] {
  const all = only ? new Set(only.map((name) => state.rooms.get(name))) : state.rooms.values();
  const open = [...all].filter((room) => room !== undefined);
  return open.sort((a, b) => b.members - a.members);
}

function topicOf(state: ChatState, { name }: Room): string {
  return plainText(state.topics.get(name)?.text ?? '');
}

/** A room with somebody in it. */
export interface RoomSummary {
  /** Without `#`. */
  readonly name: string;
  /** Accounts that are in it. */
  readonly members: number;
  readonly topic?: string;
}

/** The rooms that the program is shown, the fullest first. */
export function summarizeRooms(state: ChatState): RoomSummary[] {
  const shown = fullestFirst(state).slice(0, maxSummaries);
  return shown.map((room) => {
    const topic = topicOf(state, room);
    return { name: room.name, members: room.members, ...(topic ? { topic } : {}) };
  });
}
