import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** Tells the others that one is away. */
export const away: Command = {
  names: ['away', 'afk'],
  usage: '[why]',
  help: 'marks you as away',
  kind: 'talk',
  async run(args, { session }) {
    await session.request('away', { text: args || 'away' });
    session.show(info('you are away; /back when you are back'));
  },
};
