import type { Command } from '../command.ts';
import { firstWord } from '../command.ts';
import { need } from '../need.ts';
import { info } from '../text-view.ts';

/** Closes somebody's sessions. */
export const kick: Command = {
  names: ['kick'],
  usage: '<name> [why]',
  help: "closes somebody's sessions",
  operator: true,
  async run(args, { session }) {
    const [account, reason] = firstWord(args);
    const kicked = await session.ask('kick', { account: need(account, '/kick anna'), reason });
    session.show(info(`${kicked.account} is kicked`));
  },
};
