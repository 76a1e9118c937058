import { formatDuration } from '../../duration.ts';
import { ChatError } from '../../errors.ts';
import { info } from '../../render/text-lines.ts';
import { type Command, firstWord } from '../command.ts';
import { need } from '../need.ts';
import { takeDuration } from '../../session/take-duration.ts';

const usualMs = 600_000;

/** Takes the word from somebody for a time. */
export const mute: Command = {
  names: ['mute'],
  usage: '<name> [10m]',
  help: 'lets somebody say nothing for a time, 10 minutes if you name none',
  operator: true,
  async run(args, { session }) {
    const [name, rest] = firstWord(args);
    const { durationMs: forMs = usualMs, rest: unknown } = takeDuration(rest);
    const account = need(name, '/mute anna 10m');
    if (unknown !== '') {
      const text = `Expected a duration such as 10m, got "${unknown.slice(0, 32)}"`;
      throw new ChatError('ERR_CHAT_BAD_INPUT', text);
    }
    const muted = await session.request('mute', { account, forMs });
    session.show(info(`${muted.account} is muted for ${formatDuration(forMs)}`));
  },
};
