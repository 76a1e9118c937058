import { batch } from '../batch.ts';
import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { channelOf, messageLines, serverTime } from '../../render/irc-message-lines.ts';

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
    const { messages, searchedTo } = await session.request('search', {
      with: room,
      text,
      limit: most,
    });
    const name = channelOf(room);
    const lines = messages.flatMap((message) => messageLines(message, name));
    if (reply.caps.has('batch')) reply.addBlock(batch('chathistory', [name], lines));
    else reply.add(...lines);
    if (searchedTo === undefined) return;
    const until = serverTime(searchedTo);
    const note = `That took too long: searched back to ${until}, rarer words reach further`;
    reply.note('SEARCH', 'INCOMPLETE', [name, until], note);
  },
};
