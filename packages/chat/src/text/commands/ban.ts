import { formatDuration } from '../../duration.ts';
import { info } from '../../render/text-lines.ts';
import { type Command, firstWord } from '../command.ts';
import { takeDuration } from '../../session/take-duration.ts';

/** Keeps an account or an address out. */
export const ban: Command = {
  names: ['ban', 'bans'],
  usage: '[name | address] [7d] [why]',
  help: 'keeps an account or an address out, for good or for a time; alone, lists the bans',
  operator: true,
  async run(args, { session }) {
    const [target, rest] = firstWord(args);
    if (target !== '') {
      const { durationMs: forMs, rest: reason } = takeDuration(rest);
      const banned = await session.request('ban', { target, forMs, reason });
      const end = forMs === undefined ? 'for good' : `for ${formatDuration(forMs)}`;
      return session.show(info(`${banned.target} is banned ${end}`));
    }
    let found = false;
    await session.list('bans', {}, ({ bans }) => {
      found ||= bans.length > 0;
      const lines = bans.map(({ target: who, by, reason, until }) => {
        const end = until === undefined ? 'for good' : `until ${new Date(until).toISOString()}`;
        return info(`${who} ${end}, by ${by}${reason ? `: ${reason}` : ''}`);
      });
      return lines.join('');
    });
    if (!found) session.show(info('nobody is banned'));
  },
};
