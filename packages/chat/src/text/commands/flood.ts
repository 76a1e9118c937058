import { ChatError } from '../../errors.ts';
import { defaultFlood } from '../../flood.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** Changes how fast everybody may talk. */
export const flood: Command = {
  names: ['flood'],
  usage: 'off | <lines at once> <lines a second>',
  help: 'changes how fast everybody may talk, from now on',
  operator: true,
  async run(args, { session }) {
    if (args === 'off') {
      await session.request('flood', { limits: 'off' });
      return session.show(info('everybody may talk as fast as they like'));
    }
    const match = /^(\d{1,6})\s+(\d{1,6}(?:\.\d+)?)$/.exec(args);
    if (!match) throw new ChatError('ERR_CHAT_BAD_INPUT', 'How? /flood 10 2, or /flood off');
    const limits = { ...defaultFlood, burst: Number(match[1]), perSecond: Number(match[2]) };
    await session.request('flood', { limits });
    session.show(
      info(`everybody may send ${limits.burst} lines, then ${limits.perSecond} a second`),
    );
  },
};
