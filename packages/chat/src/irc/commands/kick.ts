import { ChatError } from '../../errors.ts';
import { roomIn } from '../find.ts';
import type { IrcCommand } from '../irc-command.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Puts somebody out of a room; for operators. */
export const kick: IrcCommand = {
  name: 'KICK',
  params: 2,
  async run({ params: [channel = '', account = '', reason = ''] }, { session, reply }) {
    const room = roomIn(session, channel);
    if (room === undefined) {
      return reply.numeric('442', channel || '*', 'You are not in that channel');
    }
    try {
      await session.request('remove', { room, account, reason: stripFormats(reason) });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'ERR_CHAT_DENIED') return reply.numeric('482', channel, error.message);
      reply.numeric('441', account, channel, "They aren't in that channel");
    }
  },
};
