import { ChatError } from '../../errors.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { channelOf } from '../../render/irc-message-lines.ts';
import { lineCount, channelsOf } from '../targets.ts';
import { leaveRoom } from './part.ts';

/** Joins rooms; `0` leaves all. */
export const join: IrcCommand = {
  name: 'JOIN',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => lineCount(channels),
  async run({ params: [channels = ''] }, context) {
    if (channels === '0') {
      for (const room of [...context.session.rooms]) await leaveRoom(channelOf(room), '', context);
      return;
    }
    const targets = channelsOf(channels, context.reply);
    for (const [index, channel] of targets.entries()) {
      context.reply.last = index === targets.length - 1;
      await joinOne(channel, context);
    }
  },
};

async function joinOne(channel: string, { session, reply }: IrcCommandContext): Promise<void> {
  if (!channel.startsWith('#')) return reply.numeric('403', channel || '*', 'No such channel');
  try {
    await session.join(channel);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const code = error.code === 'ERR_CHAT_FULL' ? '405' : '403';
    reply.numeric(code, channel, error.message);
  }
}
