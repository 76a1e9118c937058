import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** Ends being away. */
export const back: Command = {
  names: ['back'],
  usage: '',
  help: 'marks you as back',
  kind: 'talk',
  async run(_args, { session }) {
    await session.request('away', { text: undefined });
    session.show(info('you are back'));
  },
};
