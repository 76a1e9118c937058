import type { MemberState } from '../../hub/asks.ts';
import { findNick, roomIn } from '../find.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { channelOf, serverName, userHost } from '../names.ts';

/** Who is in a room one is in, or what there is to know of one nick. */
export const who: IrcCommand = {
  name: 'WHO',
  async run({ params: [mask = ''] }, scene) {
    const { reply } = scene;
    for (const [channel, member] of await find(mask, scene)) {
      const { account, realName, away, operator } = member;
      const flags = `${away === undefined ? 'H' : 'G'}${operator ? '*@' : ''}`;
      const line = [channel, account, userHost, serverName, account, flags, `0 ${realName}`];
      reply.numeric('352', ...line);
    }
    reply.numeric('315', mask || '*', 'End of /WHO list');
  },
};

async function find(mask: string, { session }: IrcScene): Promise<Array<[string, MemberState]>> {
  const room = mask.startsWith('#') ? roomIn(session, mask) : undefined;
  if (room !== undefined) {
    const { members } = await session.ask('who', { room });
    return members.map((member) => [channelOf(room), member]);
  }
  if (mask === '' || mask.startsWith('#')) return [];
  const found = await findNick(session, mask);
  return found ? [['*', found]] : [];
}
