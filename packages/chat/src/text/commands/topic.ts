import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { needRoom } from '../need.ts';

/** Shows or sets what the room is about. */
export const topic: Command = {
  names: ['topic'],
  usage: '[text | -]',
  help: 'shows what the room is about, sets it, or takes it away with "-"',
  kind: 'talk',
  async run(args, { session }) {
    const room = needRoom(session);
    if (args !== '') {
      await session.request('topic', { room, text: args === '-' ? '' : args });
      session.show(info(args === '-' ? 'topic taken away' : 'topic set'));
      return;
    }
    const { topic: state } = await session.request('room', { room });
    const { topic: text } = state;
    session.show(info(text ? `topic of #${room}: ${text}` : `#${room} has no topic`));
  },
};
