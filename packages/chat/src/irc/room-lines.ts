import type { Message } from '../history/message.ts';
import type { NamesState, RoomState } from '../protocol/requests.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { type Block, bytesBehind, ircLine, type IrcLine } from '../render/irc-line.ts';
import { channelOf, messageLines } from '../render/irc-message-lines.ts';
import { joinLine } from '../render/shared-irc-renderer.ts';
import { batch, numeric, wrapWords } from './response.ts';

/** What a client sees when it has joined a room: the `JOIN`, the topic, the names and the last messages. */
export function joinBlocks(
  { account, realName }: { readonly account: string; readonly realName: string },
  room: RoomState,
  caps: Capabilities,
): Block[] {
  const blocks: Block[] = [
    [joinLine({ account, realName, room: room.room }, caps)],
    topicLines(account, room),
    namesLines(account, room.room, room.names ?? { members: [] }),
    replayBlock(room, caps),
  ];
  return blocks.filter((block) => block.length > 0);
}

/** The topic of a room, who set it and when; nothing if it has none. */
export function topicLines(
  nick: string,
  {
    room,
    topic,
    topicBy,
    topicAt,
  }: { room: string; topic: string; topicBy: string; topicAt: number },
): IrcLine[] {
  const channel = channelOf(room);
  if (topic === '') return [];
  const setAt = String(Math.floor(topicAt / 1000));
  return [
    numeric(nick, '332', channel, topic),
    ...(topicAt > 0 ? [numeric(nick, '333', channel, topicBy, setAt)] : []),
  ];
}

/** Names of members of a room, in as many `353` as needed; `366` ends the last part of the list. */
export function namesLines(nick: string, room: string, { members, next }: NamesState): IrcLine[] {
  const channel = channelOf(room);
  const maxBytes = bytesBehind('353', nick, '=', channel);
  const words = members.map(({ account, operator }) => `${operator ? '@' : ''}${account}`);
  const lines = wrapWords(words, maxBytes).map((text) => numeric(nick, '353', '=', channel, text));
  const end = numeric(nick, '366', channel, 'End of /NAMES list');
  return next === undefined ? [...lines, end] : lines;
}

/**
 * The last messages of a room. They are a batch if the client has that capability, and hold the time in the text if it
 * would not see the tag. A client that can request the history itself gets none.
 */
function replayBlock({ room, replay }: RoomState, caps: Capabilities): Block {
  if (replay.length === 0 || caps.has('draft/chathistory')) return [];
  const channel = channelOf(room);
  if (!caps.has('server-time')) return linesWithTimes(channel, replay);
  const lines = replay.flatMap((message) => messageLines(message, channel));
  return caps.has('batch') ? batch('chathistory', [channel], lines) : lines;
}

function linesWithTimes(channel: string, replay: readonly Message[]): IrcLine[] {
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
