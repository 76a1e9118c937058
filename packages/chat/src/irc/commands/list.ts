import type { IrcCommand } from '../irc-command.ts';
import { channelOf } from '../names.ts';

/** The rooms there are, or some of them. */
export const list: IrcCommand = {
  name: 'LIST',
  async run({ params: [channels = ''] }, { session, reply }) {
    const wanted = channels.startsWith('#') ? channels.toLowerCase().split(',') : undefined;
    const { rooms } = await session.ask('rooms', {});
    reply.numeric('321', 'Channel', 'Users  Name');
    for (const { room, members, topic } of rooms) {
      const channel = channelOf(room);
      if (wanted && !wanted.includes(channel)) continue;
      reply.numeric('322', channel, String(members), topic);
    }
    reply.numeric('323', 'End of /LIST');
  },
};
