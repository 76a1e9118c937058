import type { MemberState } from '../../protocol/requests.ts';
import { serverName } from '../../render/irc-line.ts';
import { findNick, roomIn } from '../find.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { channelOf, userHost } from '../../render/irc-message-lines.ts';
import { showList } from '../show-list.ts';

/** Who is in a room one is in, or what there is to know of one nick. */
export const who: IrcCommand = {
  name: 'WHO',
  async run({ params: [mask = ''] }, context) {
    const { reply, session } = context;
    const room = mask.startsWith('#') ? roomIn(session, mask) : undefined;
    if (room !== undefined) {
      await showList(context, 'who', { room }, ({ members }) => {
        for (const member of members) addMember(channelOf(room), member, context);
      });
    } else if (mask !== '' && !mask.startsWith('#')) {
      const found = await findNick(session, mask);
      if (found) addMember('*', found, context);
    }
    reply.numeric('315', mask || '*', 'End of /WHO list');
  },
};

function addMember(channel: string, member: MemberState, { reply }: IrcCommandContext): void {
  const { account, realName, away, operator } = member;
  const flags = `${away === undefined ? 'H' : 'G'}${operator ? '*@' : ''}`;
  const line = [channel, account, userHost, serverName, account, flags, `0 ${realName}`];
  reply.numeric('352', ...line);
}
