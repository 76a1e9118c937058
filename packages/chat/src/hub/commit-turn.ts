import type { Request, RoomState } from '../protocol/requests.ts';
import type { EncodedEvent, HubEvent, RoomMessage } from '../protocol/events.ts';
import { topicState } from './queries.ts';
import type { ChatState } from './state.ts';

/** Requests whose responses report or read data written in the same turn. */
const telling: ReadonlySet<Request['type']> = new Set([
  'private-message',
  'topic',
  'room',
  'rooms',
  'ban',
  'mute',
]);

const code = 'ERR_CHAT_HISTORY_FAILED';
const why = 'the history cannot be written right now';

/**
 * Writes the turn to the history. If that fails, rolls back the turn, replaces its responses with errors and returns
 * false: nothing is delivered that was not stored.
 */
export function commitTurn(state: ChatState): boolean {
  try {
    if (state.history.commit()) state.failures.over();
    state.committed();
    return true;
  } catch (cause) {
    state.failures.note(cause);
    takeBack(state);
    return false;
  }
}

function takeBack(state: ChatState): void {
  state.rollback();
  const lost = new Map<number, RoomMessage>();
  for (const link of state.links) link.revise((encoded) => withoutLost(state, encoded, lost));
  const message = `Not sent: ${why}`;
  for (const { by: session } of lost.values()) {
    state.sessions.get(session)?.link.add({ type: 'refused', session, code, message });
  }
}

/** Returns the event to send after a failed commit. */
function withoutLost(
  state: ChatState,
  { event, requestType: request }: EncodedEvent,
  lost: Map<number, RoomMessage>,
): EncodedEvent['event'] | undefined {
  switch (event.type) {
    case 'message':
      lost.set(event.id, event);
      return undefined;
    case 'private-message':
    case 'topic':
      return undefined;
    case 'response':
      if (request === undefined || !telling.has(request)) return asKept(state, event);
      return { type: 'failed', id: event.id, code, message: `Not done: ${why}` };
    default:
      return event;
  }
}

/** Returns a response whose room state is that of before this turn. */
function asKept(state: ChatState, answer: HubEvent & { type: 'response' }): HubEvent {
  const { value } = answer;
  const kept = (room: RoomState): RoomState => ({
    ...room,
    ...topicState(state, room.room),
    replay: room.replay.filter(({ id }) => id <= state.committedId),
  });
  if ('replay' in value) return { ...answer, value: kept(value) };
  if ('flood' in value && 'room' in value) {
    return { ...answer, value: { ...value, room: kept(value.room) } };
  }
  return answer;
}
