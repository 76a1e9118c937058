import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { channelOf, userLine } from '../../render/irc-message-lines.ts';
import { topicLines } from '../names-lines.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Shows what a room is about, or sets it. */
export const topic: IrcCommand = {
  name: 'TOPIC',
  kind: 'talk',
  params: 1,
  async run({ params: [channel = '', text] }, { session, reply, nick }) {
    const room = roomIn(session, channel);
    if (room === undefined) {
      return reply.numeric('442', channel || '*', 'You are not in that channel');
    }
    if (text !== undefined) {
      const set = await session.request('topic', { room, text: stripFormats(text) });
      return reply.add(userLine({ account: nick }, 'TOPIC', [channelOf(room), set.text]));
    }
    const { topic: state } = await session.request('room', { room });
    if (state.topic === '') return reply.numeric('331', channelOf(room), 'No topic is set');
    reply.add(...topicLines(nick, { room, ...state }));
  },
};
