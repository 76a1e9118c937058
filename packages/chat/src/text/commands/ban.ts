import { parseDuration } from '../../duration.ts';
import type { Command } from '../command.ts';
import { firstWord } from '../command.ts';
import { info } from '../text-view.ts';

/** Keeps an account or an address out. */
export const ban: Command = {
  names: ['ban', 'bans'],
  usage: '[name | address] [1h] [why]',
  help: 'keeps an account or an address out, for good or for a time; alone, lists the bans',
  operator: true,
  async run(args, { session }) {
    const [target, rest] = firstWord(args);
    if (target !== '') {
      const [first, afterFirst] = firstWord(rest);
      const forMs = parseDuration(first);
      const reason = forMs === undefined ? rest : afterFirst;
      const banned = await session.ask('ban', { target, forMs, reason });
      return session.show(info(`${banned.target} is banned`));
    }
    const { bans } = await session.ask('bans', {});
    if (bans.length === 0) return session.show(info('nobody is banned'));
    const lines = bans.map(({ target: who, by, reason, until }) => {
      const end = until === undefined ? 'for good' : `until ${new Date(until).toISOString()}`;
      return info(`${who} ${end}, by ${by}${reason ? `: ${reason}` : ''}`);
    });
    session.show(lines.join(''));
  },
};
