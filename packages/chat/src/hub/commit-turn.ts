import type { Request, RoomState } from '../protocol/requests.ts';
import type { EncodedEvent, HubEvent, RoomMessage } from '../protocol/events.ts';
import { topicState } from './queries.ts';
import type { ChatState } from './state.ts';

/** Requests whose responses report or read data written in the same turn. */
const dependentRequests: ReadonlySet<Request['type']> = new Set([
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
    if (state.history.commit()) state.failures.recordSuccess();
    state.committed();
    return true;
  } catch (cause) {
    state.failures.recordFailure(cause);
    rollbackTurn(state);
    return false;
  }
}

function rollbackTurn(state: ChatState): void {
  state.rollback();
  const discarded = new Map<number, RoomMessage>();
  for (const link of state.links) link.revise((encoded) => revisedEvent(state, encoded, discarded));
  const message = `Not sent: ${why}`;
  for (const { by: session } of discarded.values()) {
    state.sessions.get(session)?.link.add({ type: 'refused', session, code, message });
  }
}

/** Returns the event to send after a failed commit. */
function revisedEvent(
  state: ChatState,
  { event, requestType: request }: EncodedEvent,
  discarded: Map<number, RoomMessage>,
): EncodedEvent['event'] | undefined {
  switch (event.type) {
    case 'message':
      discarded.set(event.id, event);
      return undefined;
    case 'private-message':
    case 'topic':
      return undefined;
    case 'response':
      if (request === undefined || !dependentRequests.has(request))
        return withCommittedState(state, event);
      return { type: 'failed', id: event.id, code, message: `Not done: ${why}` };
    default:
      return event;
  }
}

/** Returns a response whose room state is that of before this turn. */
function withCommittedState(state: ChatState, response: HubEvent & { type: 'response' }): HubEvent {
  const { value } = response;
  const committed = (room: RoomState): RoomState => ({
    ...room,
    ...topicState(state, room.room),
    replay: room.replay.filter(({ id }) => id <= state.committedId),
  });
  if ('replay' in value) return { ...response, value: committed(value) };
  if ('flood' in value && 'room' in value) {
    return { ...response, value: { ...value, room: committed(value.room) } };
  }
  return response;
}
