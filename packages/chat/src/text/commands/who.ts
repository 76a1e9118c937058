import { roomName } from '../../protocol/names.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { needRoom } from '../need.ts';

/** Who is in a room. */
export const who: Command = {
  names: ['who', 'names', 'list', 'users'],
  usage: '[room]',
  help: 'shows who is in the room',
  async run(args, { session }) {
    const room = args ? (roomName(args) ?? args) : needRoom(session);
    let isFirst = true;
    await session.list('who', { room }, ({ members, total }) => {
      const names = members
        .map(
          ({ account, away, operator }) =>
            `${account}${operator ? '*' : ''}${away ? ' (away)' : ''}`,
        )
        .sort((a, b) => a.localeCompare(b));
      const start = isFirst ? `in #${room} (${total}):` : `in #${room} too:`;
      isFirst = false;
      return info(`${start} ${names.join(', ')}`);
    });
  },
};
