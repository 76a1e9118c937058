import { info } from '../../render/text-lines.ts';
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
    const ask = { with: room, text, limit: most };
    const { messages, searchedTo } = await session.request('search', ask);
    showMessages({ session }, messages, `#${room}`);
    if (searchedTo === undefined) return;
    const until = new Date(searchedTo).toISOString().slice(0, 16).replace('T', ' ');
    session.show(
      info(`that took too long: searched back to ${until} UTC, rarer words reach further`),
    );
  },
};
