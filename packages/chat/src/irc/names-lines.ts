import type { NamesState } from '../protocol/requests.ts';
import { bytesBehind, type IrcLine } from '../render/irc-line.ts';
import { channelOf } from '../render/irc-message-lines.ts';
import { numeric } from './reply.ts';
import { wrapWords } from './wrap-words.ts';

/** Members of a room: as many `353` as it takes, and `366` if there are no more. */
export function namesLines(nick: string, room: string, { members, next }: NamesState): IrcLine[] {
  const channel = channelOf(room);
  const maxBytes = bytesBehind('353', nick, '=', channel);
  const words = members.map(({ account, operator }) => `${operator ? '@' : ''}${account}`);
  const lines = wrapWords(words, maxBytes).map((text) => numeric(nick, '353', '=', channel, text));
  const end = numeric(nick, '366', channel, 'End of /NAMES list');
  return next === undefined ? [...lines, end] : lines;
}

/** A room's topic, who set it and when; or that it has none, if that is to be said. */
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
  const set = String(Math.floor(topicAt / 1000));
  return [
    numeric(nick, '332', channel, topic),
    ...(topicAt > 0 ? [numeric(nick, '333', channel, topicBy, set)] : []),
  ];
}
