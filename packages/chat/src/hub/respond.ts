import { ChatError } from '../errors.ts';
import { roomName } from '../protocol/names.ts';
import { checkAddress } from './admission.ts';
import type { HubSession } from './room.ts';
import type { ThreadLink } from './thread-link.ts';
import type { DirectRequest } from './history-queries.ts';
import { count, names, present, rooms, topicState, who, whois } from './queries.ts';
import type { Responses } from '../protocol/requests.ts';
import { enter, join, part } from './membership.ts';
import { ban, bans, changeFlood, kick, mute, remove } from './moderation.ts';
import { setAway, setRealName } from './presence.ts';
import { chargeRequest } from './charging.ts';
import { setTopic, sendPrivateMessage } from './talk.ts';
import type { ChatState } from './state.ts';

/** Handles a request and returns the response. @throws ChatError if the request is refused */
export function respond(
  state: ChatState,
  link: ThreadLink,
  request: DirectRequest,
): Responses[keyof Responses] {
  switch (request.type) {
    case 'check-address':
      return checkAddress(state, request.address);
    case 'enter':
      return enter(state, link, request);
    case 'count':
      return count(state, request.and);
    default:
      return answerSession(state, state.session(link, request.session), request);
  }
}

function answerSession(
  state: ChatState,
  session: HubSession,
  request: Exclude<DirectRequest, { type: 'check-address' | 'enter' | 'count' }>,
): Responses[keyof Responses] {
  chargeRequest(state, session, request);
  switch (request.type) {
    case 'join':
      return join(state, session, request);
    case 'part': {
      const room = state.roomOf(session, roomName(request.room) ?? request.room);
      part(state, session, room, { reason: request.reason });
      return { room: room.name };
    }
    case 'private-message':
      return sendPrivateMessage(state, session, request);
    case 'topic':
      return setTopic(state, session, request);
    case 'away':
      return setAway(state, session, request.text);
    case 'real-name':
      return setRealName(state, session, request.text);
    case 'room':
      return { topic: topicState(state, state.roomOf(session, request.room).name) };
    case 'who':
      return who(state, session, request);
    case 'names':
      return names(state, session, request);
    case 'whois':
      return whois(state, session, request.account);
    case 'present':
      return present(state, request.accounts);
    case 'rooms':
      return rooms(state, request);
    case 'kick':
      return kick(state, session, request);
    case 'remove':
      return remove(state, session, request);
    case 'mute':
      return mute(state, session, request);
    case 'ban':
      return ban(state, session, request);
    case 'bans':
      return bans(state, session, request);
    case 'flood':
      return changeFlood(state, session, request.limits);
    default:
      throw new ChatError(
        'ERR_CHAT_BAD_INPUT',
        `Unknown request ${String(request satisfies never)}`,
      );
  }
}
