import { ChatError } from '../../errors.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { channelOf, userLine } from '../../render/irc-message-lines.ts';
import { lineCount, channelsOf } from '../targets.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Leaves rooms. */
export const part: IrcCommand = {
  name: 'PART',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => lineCount(channels),
  async run({ params: [channels = '', reason = ''] }, context) {
    const why = stripFormats(reason);
    for (const channel of channelsOf(channels, context.reply))
      await leaveRoom(channel, why, context);
  },
};

/** Leaves one room. */
export async function leaveRoom(
  channel: string,
  reason: string,
  { session, reply, nick }: IrcCommandContext,
): Promise<void> {
  try {
    const room = await session.part(channel, reason);
    const why = reason ? [reason] : [];
    reply.add(userLine({ account: nick }, 'PART', [channelOf(room), ...why]));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    reply.numeric('442', channel || '*', 'You are not in that channel');
  }
}
