import { batch } from '../batch.ts';
import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { channelOf } from '../names.ts';
import { saidLines } from '../said-lines.ts';

const most = 50;

/** Finds what was said in a room: `SEARCH <channel> <words>`, answered as CHATHISTORY is. */
export const search: IrcCommand = {
  name: 'SEARCH',
  params: 2,
  async run({ params: [channel = '', ...words] }, { session, reply }) {
    const room = roomIn(session, channel);
    if (room === undefined) {
      return reply.fail('SEARCH', 'INVALID_TARGET', [channel], 'You are not in that channel');
    }
    const text = words.join(' ');
    const { messages } = await session.ask('search', { with: room, text, limit: most });
    const name = channelOf(room);
    const lines = messages.flatMap((message) => saidLines(message, name));
    if (reply.caps.has('batch')) return reply.addBlock(batch('chathistory', [name], lines));
    reply.add(...lines);
  },
};
