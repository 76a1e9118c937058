import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';

/** Gives the word back. */
export const unmute: Command = {
  names: ['unmute'],
  usage: '<name>',
  help: 'lets somebody talk again',
  operator: true,
  async run(args, { session }) {
    const account = need(args, '/unmute anna');
    const unmuted = await session.request('mute', { account, forMs: 0 });
    session.show(info(`${unmuted.account} may talk again`));
  },
};
