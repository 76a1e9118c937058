import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** The rooms there are. */
export const rooms: Command = {
  names: ['rooms', 'channels'],
  usage: '',
  help: 'shows the rooms that have somebody in them',
  cost: 5,
  async run(_args, { session }) {
    await session.list('rooms', {}, ({ rooms: found }) => {
      const lines = found.map(({ room, members, topic }) => {
        const joined = session.rooms.has(room) ? ', you are in' : '';
        const mark = room === session.room ? ', you are talking here' : joined;
        return info(`#${room} (${members}${mark})${topic ? ` ${topic}` : ''}`);
      });
      return lines.join('');
    });
  },
};
