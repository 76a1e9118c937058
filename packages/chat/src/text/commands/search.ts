import type { Command } from '../command.ts';
import { need, needRoom } from '../need.ts';
import { showMessages } from './history.ts';

const most = 50;

/** Finds what was said. */
export const search: Command = {
  names: ['search', 'find'],
  usage: '<words>',
  help: 'finds what was said here: words, or "words side by side"',
  cost: 10,
  async run(args, { session }) {
    const room = needRoom(session);
    const text = need(args, '/search apple pie');
    const { messages } = await session.ask('search', { with: room, text, limit: most });
    showMessages({ session }, messages, `#${room}`);
  },
};
