import { ChatError } from '../../errors.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';

/** Shows somebody again. */
export const unignore: Command = {
  names: ['unignore'],
  usage: '<name>',
  help: 'shows what somebody says again',
  run(args, { session }) {
    if (!session.ignored.delete(need(args, '/unignore anna').toLowerCase())) {
      throw new ChatError('ERR_CHAT_BAD_INPUT', `You do not ignore ${args}`);
    }
    session.show(info(`you see ${args} again`));
  },
};
