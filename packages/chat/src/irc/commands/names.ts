import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { namesLines } from '../names-lines.ts';
import { lineCount, channelsOf } from '../targets.ts';

/** Who is in rooms one is in. */
export const names: IrcCommand = {
  name: 'NAMES',
  lines: ([channels = '']) => lineCount(channels),
  async run({ params: [channels] }, { session, reply, nick }) {
    if (channels === undefined) return reply.numeric('366', '*', 'End of /NAMES list');
    for (const channel of channelsOf(channels, reply)) {
      const room = roomIn(session, channel);
      if (room === undefined) {
        reply.numeric('366', channel || '*', 'End of /NAMES list');
        continue;
      }
      const { members } = await session.ask('who', { room });
      reply.add(...namesLines(nick, room, members));
    }
  },
};
