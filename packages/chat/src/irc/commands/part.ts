import { ChatError } from '../../errors.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { channelOf } from '../names.ts';
import { deedLine } from '../said-lines.ts';
import { lineCount, channelsOf } from '../targets.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Leaves rooms. */
export const part: IrcCommand = {
  name: 'PART',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => lineCount(channels),
  async run({ params: [channels = '', reason = ''] }, scene) {
    const why = stripFormats(reason);
    for (const channel of channelsOf(channels, scene.reply)) await leaveRoom(channel, why, scene);
  },
};

/** Leaves one room. */
export async function leaveRoom(
  channel: string,
  reason: string,
  { session, reply, nick }: IrcScene,
): Promise<void> {
  try {
    const room = await session.part(channel, reason);
    const why = reason ? [reason] : [];
    reply.add(deedLine({ account: nick }, 'PART', [channelOf(room), ...why]));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    reply.numeric('442', channel || '*', 'You are not in that channel');
  }
}
