import { formatDuration, parseDuration } from '../../duration.ts';
import type { Command } from '../command.ts';
import { firstWord } from '../command.ts';
import { need } from '../need.ts';
import { info } from '../text-view.ts';

const usualMs = 600_000;

/** Takes the word from somebody for a time. */
export const mute: Command = {
  names: ['mute'],
  usage: '<name> [10m]',
  help: 'lets somebody say nothing for a time, 10 minutes if you name none',
  operator: true,
  async run(args, { session }) {
    const [name, rest] = firstWord(args);
    const forMs = rest === '' ? usualMs : (parseDuration(rest) ?? 0);
    const account = need(forMs > 0 ? name : '', '/mute anna 10m');
    const muted = await session.ask('mute', { account, forMs });
    session.show(info(`${muted.account} is muted for ${formatDuration(forMs)}`));
  },
};
