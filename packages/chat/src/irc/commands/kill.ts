import { ChatError } from '../../errors.ts';
import type { IrcCommand } from '../irc-command.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Closes all sessions of somebody; for operators. */
export const kill: IrcCommand = {
  name: 'KILL',
  params: 1,
  async run({ params: [account = '', reason = ''] }, { session, reply }) {
    try {
      await session.request('kick', { account, reason: stripFormats(reason) });
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_NOT_HERE') throw error;
      reply.numeric('401', account, 'No such nick/channel');
    }
  },
};
