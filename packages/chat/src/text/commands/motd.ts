import { info, line } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** The message of the day. */
export const motd: Command = {
  names: ['motd'],
  usage: '',
  help: 'shows the message of the day',
  run(_args, { session, motd: lines }) {
    session.show(lines.length > 0 ? lines.map(line).join('') : info('there is none'));
  },
};
