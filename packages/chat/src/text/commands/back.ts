import type { Command } from '../command.ts';
import { info } from '../text-view.ts';

/** Ends being away. */
export const back: Command = {
  names: ['back'],
  usage: '',
  help: 'marks you as back',
  kind: 'talk',
  async run(_args, { session }) {
    await session.ask('away', { text: undefined });
    session.show(info('you are back'));
  },
};
