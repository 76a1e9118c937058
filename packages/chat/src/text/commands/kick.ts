import { info } from '../../render/text-lines.ts';
import { type Command, firstWord } from '../command.ts';
import { need } from '../need.ts';

/** Closes somebody's sessions. */
export const kick: Command = {
  names: ['kick'],
  usage: '<name> [why]',
  help: "closes somebody's sessions",
  operator: true,
  async run(args, { session }) {
    const [account, reason] = firstWord(args);
    const kicked = await session.request('kick', { account: need(account, '/kick anna'), reason });
    session.show(info(`${kicked.account} is kicked`));
  },
};
