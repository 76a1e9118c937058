import { ChatError } from '../../errors.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { channelOf } from '../names.ts';
import { lineCount, channelsOf } from '../targets.ts';
import { leaveRoom } from './part.ts';

/** Joins rooms; `0` leaves all. */
export const join: IrcCommand = {
  name: 'JOIN',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => lineCount(channels),
  async run({ params: [channels = ''] }, scene) {
    if (channels === '0') {
      for (const room of [...scene.session.rooms]) await leaveRoom(channelOf(room), '', scene);
      return;
    }
    const targets = channelsOf(channels, scene.reply);
    for (const [index, channel] of targets.entries()) {
      scene.reply.last = index === targets.length - 1;
      await joinOne(channel, scene);
    }
  },
};

async function joinOne(channel: string, { session, reply }: IrcScene): Promise<void> {
  if (!channel.startsWith('#')) return reply.numeric('403', channel || '*', 'No such channel');
  try {
    await session.join(channel);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const code = error.code === 'ERR_CHAT_FULL' ? '405' : '403';
    reply.numeric(code, channel, error.message);
  }
}
