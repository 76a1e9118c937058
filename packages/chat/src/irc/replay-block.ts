import type { RoomState } from '../protocol/requests.ts';
import type { Message } from '../history/message.ts';
import { batch } from './batch.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { type Block, ircLine, type IrcLine } from '../render/irc-line.ts';
import { channelOf, messageLines } from '../render/irc-message-lines.ts';

/**
 * The last messages of a room that a client has come into: in a batch if it knows those, with the time in
 * the text if it would not see it otherwise. A client that can ask for the history itself gets nothing.
 */
export function replayBlock({ room, replay }: RoomState, caps: Capabilities): Block {
  if (replay.length === 0 || caps.has('draft/chathistory')) return [];
  const channel = channelOf(room);
  if (!caps.has('server-time')) return withTimes(channel, replay);
  const lines = replay.flatMap((message) => messageLines(message, channel));
  return caps.has('batch') ? batch('chathistory', [channel], lines) : lines;
}

function withTimes(channel: string, replay: readonly Message[]): IrcLine[] {
  const count = replay.length === 1 ? 'last message' : `last ${replay.length} messages`;
  const lines = replay.flatMap((message) => {
    const time = new Date(message.at).toISOString().slice(0, 16).replace('T', ' ');
    return messageLines({ ...message, text: `[${time}] ${message.text}` }, channel);
  });
  return [
    ircLine('NOTICE', [channel, `--- ${count} in ${channel} (times in UTC) ---`]),
    ...lines,
    ircLine('NOTICE', [channel, '--- now ---']),
  ];
}
