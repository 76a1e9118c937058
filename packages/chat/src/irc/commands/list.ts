import { roomName } from '../../protocol/names.ts';
import type { IrcCommand } from '../irc-command.ts';
import { channelOf } from '../../render/irc-message-lines.ts';
import { showList } from '../show-list.ts';

/** The rooms there are, or some of them. */
export const list: IrcCommand = {
  name: 'LIST',
  cost: () => 5,
  async run({ params: [channels = ''] }, context) {
    const { reply } = context;
    const only = channels.startsWith('#')
      ? channels.split(',').flatMap((channel) => roomName(channel) ?? [])
      : undefined;
    reply.numeric('321', 'Channel', 'Users  Name');
    await showList(context, 'rooms', only ? { only } : {}, ({ rooms }) => {
      for (const { room, members, topic } of rooms) {
        reply.numeric('322', channelOf(room), String(members), topic);
      }
    });
    reply.numeric('323', 'End of /LIST');
  },
};
