import { ChatError } from '../../errors.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { channelOf } from '../names.ts';
import { deedLine } from '../said-lines.ts';

/** Leaves rooms. */
export const part: IrcCommand = {
  name: 'PART',
  params: 1,
  async run({ params: [channels = '', reason = ''] }, scene) {
    for (const channel of channels.split(',')) await leaveRoom(channel, reason, scene);
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
