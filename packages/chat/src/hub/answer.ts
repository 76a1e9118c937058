import { ChatError } from '../errors.ts';
import type { HubSession } from './hub-session.ts';
import type { Link } from './link.ts';
import type { PromptAsk } from './history-reads.ts';
import { count, present, topicState, whois } from './look.ts';
import type { Answers } from './asks.ts';
import { names, who } from './member-list.ts';
import { enter, join, knock, part } from './membership.ts';
import { ban, bans, changeFlood, kick, mute, remove } from './moderate.ts';
import { rooms } from './room-list.ts';
import { roomName } from './room.ts';
import { setAway, setRealName } from './presence.ts';
import { spendAsk } from './spend.ts';
import { setTopic, tell } from './talk.ts';
import type { World } from './world.ts';

/** Does what was asked and returns the answer. @throws ChatError if it cannot be. */
export function answer(world: World, link: Link, ask: PromptAsk): Answers[keyof Answers] {
  switch (ask.type) {
    case 'knock':
      return knock(world, ask.address);
    case 'enter':
      return enter(world, link, ask);
    case 'count':
      return count(world, ask.and);
    default:
      return answerSession(world, world.session(link, ask.session), ask);
  }
}

function answerSession(
  world: World,
  session: HubSession,
  ask: Exclude<PromptAsk, { type: 'knock' | 'enter' | 'count' }>,
): Answers[keyof Answers] {
  spendAsk(world, session, ask);
  switch (ask.type) {
    case 'join':
      return join(world, session, ask);
    case 'part': {
      const room = world.roomOf(session, roomName(ask.room) ?? ask.room);
      part(world, session, room, { reason: ask.reason });
      return { room: room.name };
    }
    case 'tell':
      return tell(world, session, ask);
    case 'topic':
      return setTopic(world, session, ask);
    case 'away':
      return setAway(world, session, ask.text);
    case 'real-name':
      return setRealName(world, session, ask.text);
    case 'room':
      return { topic: topicState(world, world.roomOf(session, ask.room).name) };
    case 'who':
      return who(world, session, ask);
    case 'names':
      return names(world, session, ask);
    case 'whois':
      return whois(world, session, ask.account);
    case 'present':
      return present(world, ask.accounts);
    case 'rooms':
      return rooms(world, ask);
    case 'kick':
      return kick(world, session, ask);
    case 'remove':
      return remove(world, session, ask);
    case 'mute':
      return mute(world, session, ask);
    case 'ban':
      return ban(world, session, ask);
    case 'bans':
      return bans(world, session, ask);
    case 'flood':
      return changeFlood(world, session, ask.limits);
    default:
      throw new ChatError('ERR_CHAT_BAD_INPUT', `Unknown request ${String(ask satisfies never)}`);
  }
}
