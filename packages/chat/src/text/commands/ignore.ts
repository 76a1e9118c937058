import { ChatError } from '../../errors.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

const maxIgnored = 100;

/** Shows nothing more of somebody. */
export const ignore: Command = {
  names: ['ignore'],
  usage: '[name]',
  help: 'shows nothing more of somebody in this session, or lists whom you ignore',
  run(args, { session }) {
    const name = args.toLowerCase();
    if (name === '') {
      const names = [...session.ignored].join(', ') || 'nobody';
      return session.show(info(`you ignore: ${names}`));
    }
    if (name === session.account.toLowerCase()) {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'You cannot ignore yourself');
    }
    if (session.ignored.size >= maxIgnored) {
      throw new ChatError('ERR_CHAT_FULL', `You ignore ${maxIgnored} already: /unignore one first`);
    }
    session.ignored.add(name);
    session.show(info(`you see nothing more of ${args}; /unignore ${args} ends that`));
  },
};
