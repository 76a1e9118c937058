import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';

/** Ends a ban. */
export const unban: Command = {
  names: ['unban'],
  usage: '<name | address>',
  help: 'ends a ban',
  operator: true,
  async run(args, { session }) {
    const target = need(args, '/unban anna');
    const answer = await session.request('ban', { target, forMs: 0, reason: '' });
    session.show(info(`${answer.target} is banned no more`));
  },
};
