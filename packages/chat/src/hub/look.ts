import { ChatError } from '../errors.ts';
import { type Message, otherOfPair, pairKey, roomKey } from '../history/message.ts';
import type { HubSession, Presence } from './hub-session.ts';
import type { Answers, Ask, MemberState, TopicState, WhoisState } from './asks.ts';
import { notHere } from './talk.ts';
import type { World } from './world.ts';

/** The most messages one question is answered with, */
export const maxHistory = 1000;
/** if they don't take more bytes than this: fewer, where they are long. */
const maxAnswerBytes = 512 * 1024;
/** What a message takes besides its text, about, by the time it is on a client's line. */
const bytesBesides = 200;
/** Searches take no more than one part in so many of the time in which everybody waits for the hub. */
const searchShare = 10;

/** What there is to know of somebody who is here. @throws ChatError */
export function whois(world: World, session: HubSession, account: string): WhoisState {
  const presence = world.presence(account);
  if (!presence) throw notHere(account);
  const sessions = [...presence.sessions];
  const rooms = new Set(sessions.flatMap((one) => [...one.rooms]));
  return {
    ...memberState(presence),
    hereMs: world.now() - presence.since,
    idleMs: world.now() - presence.spokeAt,
    sessions: sessions.length,
    rooms: [...rooms],
    addresses: session.presence.operator ? [...new Set(sessions.map((one) => one.address))] : [],
  };
}

/** Who of some accounts is here, in the order they were asked for. */
export function present(world: World, accounts: readonly string[]): Answers['present'] {
  const found = accounts.map((account) => world.presence(account));
  return { members: found.filter((one) => one !== undefined).map(memberState) };
}

/** What was said in a room one is in, or in private with somebody. @throws ChatError */
export function history(
  world: World,
  session: HubSession,
  ask: Ask & { type: 'history' },
): Answers['history'] {
  const key = conversation(world, session, ask.with);
  const { beforeAt = Infinity, afterAt = -Infinity, take = 'newest' } = ask;
  // Numbers and times have one order, so that a bound in time is one in numbers.
  const first = afterAt === -Infinity ? 0 : world.history.firstSince(afterAt + 1);
  const end = beforeAt === Infinity ? Infinity : world.history.firstSince(beforeAt);
  refuseBacklog(world, session);
  const messages = world.history.read({
    conversation: key,
    limit: Math.min(ask.limit, maxHistory),
    before: Math.min(ask.before ?? Infinity, end),
    after: Math.max(ask.after ?? 0, first - 1),
    take,
  });
  return { messages: fitting(messages, take) };
}

/** So many of the messages as an answer holds: of the newest, or of the oldest. */
function fitting(messages: readonly Message[], take: 'oldest' | 'newest'): Message[] {
  const wanted = take === 'newest' ? messages.toReversed() : messages;
  let left = maxAnswerBytes;
  const fit = wanted.filter(({ text }) => (left -= Buffer.byteLength(text) + bytesBesides) >= 0);
  return take === 'newest' ? fit.reverse() : fit;
}

/** What a thread asks for piles up if it doesn't take it; a client's next question can wait. @throws ChatError */
function refuseBacklog(world: World, { link }: HubSession): void {
  if (link.waitingBytes <= world.options.maxThreadBytes / 2) return;
  throw new ChatError('ERR_CHAT_FULL', 'Too much is on its way already: try again in a moment');
}

/** The conversations a session could ask for whose last message was between two times, the oldest first. */
export function conversations(
  world: World,
  session: HubSession,
  { afterAt, beforeAt, limit }: Ask & { type: 'conversations' },
): Answers['conversations'] {
  const { account } = session.presence;
  const pairs = world.options.keepPrivate ? world.history.pairsOf(account) : [];
  const all = [
    ...[...session.rooms].map((room) => [`#${room}`, roomKey(room)] as const),
    ...pairs.map((pair) => [`@${otherOfPair(pair, account) ?? ''}`, pair] as const),
  ];
  const found = all.flatMap(([name, key]) => {
    const at = world.history.read({ conversation: key, limit: 1 })[0]?.at;
    return at !== undefined && at > afterAt && at < beforeAt ? [{ with: name, at }] : [];
  });
  return { conversations: found.sort((a, b) => a.at - b.at).slice(0, limit) };
}

/** How many are here, or will be with one more session of an account. */
export function count(world: World, and?: string): Answers['count'] {
  const { presences, sessions, rooms: all } = world;
  const operators = [...presences.values()].filter(({ operator }) => operator).length;
  const more = and === undefined ? 0 : 1;
  const known = and === undefined || world.presence(and) !== undefined;
  return {
    accounts: presences.size + (known ? 0 : more),
    operators,
    sessions: sessions.size + more,
    rooms: all.size,
  };
}

/** Finds what was said in a room one is in, or in private with somebody. @throws ChatError */
export function search(
  world: World,
  session: HubSession,
  ask: Ask & { type: 'search' },
): Answers['search'] {
  const key = conversation(world, session, ask.with);
  refuseBacklog(world, session);
  const began = performance.now();
  if (began < world.searchableAt) {
    throw new ChatError('ERR_CHAT_FULL', 'Others are searching: try again in a moment');
  }
  const found = world.history.search(key, ask.text, Math.min(ask.limit, maxHistory));
  const ended = performance.now();
  world.searchableAt = ended + (ended - began) * (searchShare - 1);
  return { messages: fitting(found, 'newest') };
}

/** A pair's conversation always holds the one who asks: nobody reads what others said in private. */
function conversation(world: World, session: HubSession, text: string): string {
  if (!text.startsWith('@')) return roomKey(world.roomOf(session, text).name);
  if (!world.options.keepPrivate) {
    throw new ChatError('ERR_CHAT_NOT_HERE', 'Private messages are not kept here');
  }
  return pairKey(session.presence.account, text.slice(1));
}

/** What a room is about. */
export function topicState(world: World, room: string): TopicState {
  const { text = '', by = '', at = 0 } = world.topics.get(room) ?? {};
  return { topic: text, topicBy: by, topicAt: at };
}

/** A member as others are shown it. */
export function memberState({ account, realName, away, operator }: Presence): MemberState {
  return { account, realName, away, operator };
}
