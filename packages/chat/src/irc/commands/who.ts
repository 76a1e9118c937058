import type { MemberState } from '../../hub/asks.ts';
import { findNick, roomIn } from '../find.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { channelOf, serverName, userHost } from '../names.ts';
import { showList } from '../show-list.ts';

/** Who is in a room one is in, or what there is to know of one nick. */
export const who: IrcCommand = {
  name: 'WHO',
  async run({ params: [mask = ''] }, scene) {
    const { reply, session } = scene;
    const room = mask.startsWith('#') ? roomIn(session, mask) : undefined;
    if (room !== undefined) {
      await showList(scene, 'who', { room }, ({ members }) => {
        for (const member of members) addMember(channelOf(room), member, scene);
      });
    } else if (mask !== '' && !mask.startsWith('#')) {
      const found = await findNick(session, mask);
      if (found) addMember('*', found, scene);
    }
    reply.numeric('315', mask || '*', 'End of /WHO list');
  },
};

function addMember(channel: string, member: MemberState, { reply }: IrcScene): void {
  const { account, realName, away, operator } = member;
  const flags = `${away === undefined ? 'H' : 'G'}${operator ? '*@' : ''}`;
  const line = [channel, account, userHost, serverName, account, flags, `0 ${realName}`];
  reply.numeric('352', ...line);
}
