import type { Command } from '../command.ts';
import { needRoom } from '../need.ts';
import { info } from '../text-view.ts';

/** Shows or sets what the room is about. */
export const topic: Command = {
  names: ['topic'],
  usage: '[text | -]',
  help: 'shows what the room is about, sets it, or takes it away with "-"',
  kind: 'talk',
  async run(args, { session }) {
    const room = needRoom(session);
    if (args !== '') {
      await session.ask('topic', { room, text: args === '-' ? '' : args });
      session.show(info(args === '-' ? 'topic taken away' : 'topic set'));
      return;
    }
    const { topic: state } = await session.ask('room', { room });
    const { topic: text } = state;
    session.show(info(text ? `topic of #${room}: ${text}` : `#${room} has no topic`));
  },
};
