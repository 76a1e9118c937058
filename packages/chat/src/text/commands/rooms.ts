import type { Command } from '../command.ts';
import { info } from '../text-view.ts';

/** The rooms there are. */
export const rooms: Command = {
  names: ['rooms', 'channels'],
  usage: '',
  help: 'shows the rooms that have somebody in them',
  async run(_args, { session }) {
    const answer = await session.ask('rooms', {});
    const lines = answer.rooms.map(({ room, members, topic, joined }) => {
      const mark = room === session.room ? ', you are talking here' : joined ? ', you are in' : '';
      return info(`#${room} (${members}${mark})${topic ? ` ${topic}` : ''}`);
    });
    session.show(lines.join(''));
  },
};
