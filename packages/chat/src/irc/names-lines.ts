import type { MemberState } from '../hub/asks.ts';
import { bytesBehind, type IrcLine } from './line.ts';
import { channelOf } from './names.ts';
import { numeric } from './reply.ts';
import { wrapWords } from './wrap-words.ts';

/** Who is in a room: as many `353` as it takes, and `366`. */
export function namesLines(nick: string, room: string, names: readonly MemberState[]): IrcLine[] {
  const channel = channelOf(room);
  const maxBytes = bytesBehind('353', nick, '=', channel);
  const words = names.map(({ account, operator }) => `${operator ? '@' : ''}${account}`);
  const lines = wrapWords(words, maxBytes).map((text) => numeric(nick, '353', '=', channel, text));
  return [...lines, numeric(nick, '366', channel, 'End of /NAMES list')];
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
