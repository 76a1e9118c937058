import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { namesLines } from '../names-lines.ts';
import { showList } from '../show-list.ts';
import { lineCount, channelsOf } from '../targets.ts';

/** Who is in rooms one is in. */
export const names: IrcCommand = {
  name: 'NAMES',
  cost: ([channels = '']) => lineCount(channels),
  async run({ params: [channels] }, context) {
    const { session, reply, nick } = context;
    if (channels === undefined) return reply.numeric('366', '*', 'End of /NAMES list');
    for (const channel of channelsOf(channels, reply)) {
      const room = roomIn(session, channel);
      if (room === undefined) {
        reply.numeric('366', channel || '*', 'End of /NAMES list');
        continue;
      }
      await showList(context, 'names', { room }, (part) =>
        reply.add(...namesLines(nick, room, part)),
      );
    }
  },
};
