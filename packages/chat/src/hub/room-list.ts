import { plainText } from '../../../../common/text/plain-text.ts';
import type { Answers, Ask } from './asks.ts';
import { takePart } from './list-part.ts';
import type { Room } from './room.ts';
import type { World } from './world.ts';

/** The most rooms that the program is shown at once. */
const maxSummaries = 1000;

/** Rooms that somebody is in, the fullest first. The cursor holds the numbers of the rooms that are left. */
export function rooms(world: World, { cursor, only }: Ask & { type: 'rooms' }): Answers['rooms'] {
  const order = cursor ?? fullestFirst(world, only).map(({ number }) => number);
  const { part, more } = takePart(stillOpen(world, order), ([, { room, topic }]) => {
    return room.length + topic.length;
  });
  const found = part.map(([, room]) => room);
  const reached = part.at(-1)?.[0] ?? order.length;
  return more ? { rooms: found, next: order.slice(reached + 1) } : { rooms: found };
}

function* stillOpen(
  world: World,
  order: readonly number[],
): Generator<[index: number, room: Answers['rooms']['rooms'][number]]> {
  for (const [index, number] of order.entries()) {
    const room = world.roomsByNumber.get(number);
    if (!room) continue;
    yield [index, { room: room.name, members: room.members, topic: topicOf(world, room) }];
  }
}

function fullestFirst(world: World, only?: readonly string[]): Room[] {
  const all = only ? new Set(only.map((name) => world.rooms.get(name))) : world.rooms.values();
  const open = [...all].filter((room) => room !== undefined);
  return open.sort((a, b) => b.members - a.members);
}

function topicOf(world: World, { name }: Room): string {
  return plainText(world.topics.get(name)?.text ?? '');
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
export function summarizeRooms(world: World): RoomSummary[] {
  const shown = fullestFirst(world).slice(0, maxSummaries);
  return shown.map((room) => {
    const topic = topicOf(world, room);
    return { name: room.name, members: room.members, ...(topic ? { topic } : {}) };
  });
}
