import type { Ask, RoomState } from './asks.ts';
import type { EncodedEvent, HubEvent, Said } from './events.ts';
import { topicState } from './look.ts';
import type { World } from './world.ts';

/** Answers to these tell of what the turn wrote, or read what it wrote. */
const telling: ReadonlySet<Ask['type']> = new Set([
  'tell',
  'topic',
  'room',
  'rooms',
  'ban',
  'mute',
]);

const code = 'ERR_CHAT_HISTORY_FAILED';
const why = 'the history cannot be written right now';

/**
 * Writes what the turn brought to the history. Nothing is told that is not kept: if that fails all of it is taken back,
 * those who said or changed something are told so, and the result is false.
 */
export function commitTurn(world: World): boolean {
  try {
    if (world.history.commit()) world.failures.over();
    world.committed();
    return true;
  } catch (cause) {
    world.failures.note(cause);
    takeBack(world);
    return false;
  }
}

function takeBack(world: World): void {
  world.rollback();
  const lost = new Map<number, Said>();
  for (const link of world.links) link.revise((encoded) => withoutLost(world, encoded, lost));
  const message = `Not sent: ${why}`;
  for (const { by: session } of lost.values()) {
    world.sessions.get(session)?.link.add({ type: 'refused', session, code, message });
  }
}

/** An event as it may be told although the turn is lost. */
function withoutLost(
  world: World,
  { event, ask }: EncodedEvent,
  lost: Map<number, Said>,
): EncodedEvent['event'] | undefined {
  switch (event.type) {
    case 'said':
      lost.set(event.id, event);
      return undefined;
    case 'told':
    case 'topic':
      return undefined;
    case 'answer':
      if (ask === undefined || !telling.has(ask)) return asKept(world, event);
      return { type: 'failed', id: event.id, code, message: `Not done: ${why}` };
    default:
      return event;
  }
}

/** An answer that holds a room as one finds it, as it was before this turn. */
function asKept(world: World, answer: HubEvent & { type: 'answer' }): HubEvent {
  const { value } = answer;
  const kept = (room: RoomState): RoomState => ({
    ...room,
    ...topicState(world, room.room),
    replay: room.replay.filter(({ id }) => id <= world.committedId),
  });
  if ('replay' in value) return { ...answer, value: kept(value) };
  if ('flood' in value && 'room' in value) {
    return { ...answer, value: { ...value, room: kept(value.room) } };
  }
  return answer;
}
