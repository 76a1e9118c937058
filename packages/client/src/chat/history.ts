import { ClientError } from '../errors.ts';
import { flatten } from '../irc/batches.ts';
import { message } from '../irc/message.ts';
import { firstRefusal } from '../irc/reply.ts';
import { messagesOf } from '../irc/requests.ts';
import { refusedBy } from './asks.ts';
import { type ChatMessage, readChatMessage, type Viewer } from './chat-message.ts';
import { historyOf, type Link } from './link.ts';

/** A point in a conversation: the id of a message, or a moment. */
export type HistoryPoint = string | Date;

/** Which part of a conversation's history is asked for. */
export interface HistoryQuery {
  /** At most so many messages; the server has a bound too. @default 50 */
  readonly limit?: number;
  /** Only what came before this; the nearest to it. */
  readonly before?: HistoryPoint;
  /** Only what came after this; the nearest to it, unless `latest`. */
  readonly after?: HistoryPoint;
  /** With `after`: the latest of it instead of the nearest. @default false */
  readonly latest?: boolean;
}

const defaultLimit = 50;

/** Asks for a part of the history (IRCv3 draft/chathistory); in order, oldest first. */
export async function fetchHistory(
  link: Link,
  target: string,
  query: HistoryQuery,
  viewer: Viewer,
): Promise<ChatMessage[]> {
  if (!link.can('draft/chathistory')) {
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', 'The server gives no history');
  }
  await link.ready();
  const answers = await link.ask(
    message('CHATHISTORY', ...words(target, query, pageSize(link, query))),
  );
  const refusal = firstRefusal(messagesOf(answers).filter(({ command }) => command === 'FAIL'));
  if (refusal !== undefined) {
    throw new ClientError('ERR_CLIENT_REFUSED', refusal.text, { reply: refusal });
  }
  return historyOf(answers)
    .flatMap(flatten)
    .flatMap((past) => readChatMessage(past, viewer, true) ?? []);
}

/** Asks what was said in a room that has some words (`SEARCH`, as a threadline chat); in order, oldest first. */
export async function searchHistory(
  link: Link,
  room: string,
  words: string,
  viewer: Viewer,
): Promise<ChatMessage[]> {
  const answers = await link.ask(message('SEARCH', room, words));
  const refusal = firstRefusal(messagesOf(answers));
  if (refusal !== undefined) throw refusedBy(refusal);
  const found = link.can('batch') ? historyOf(answers).flatMap(flatten) : messagesOf(answers);
  return found.flatMap((past) => readChatMessage(past, viewer, true) ?? []);
}

/** How many messages to ask for: no more than the server gives at once. */
function pageSize({ isupport }: Link, { limit = defaultLimit }: HistoryQuery): number {
  return Math.min(limit, isupport.number('CHATHISTORY') ?? 100);
}

function words(
  target: string,
  { before, after, latest = false }: HistoryQuery,
  limit: number,
): string[] {
  const count = String(limit);
  if (before !== undefined && after !== undefined) {
    // Nearest to the first point come first.
    const [from, to] = latest ? [before, after] : [after, before];
    return ['BETWEEN', target, point(from), point(to), count];
  }
  if (before !== undefined) return ['BEFORE', target, point(before), count];
  if (after !== undefined) return [latest ? 'LATEST' : 'AFTER', target, point(after), count];
  return ['LATEST', target, '*', count];
}

function point(at: HistoryPoint): string {
  return typeof at === 'string' ? `msgid=${at}` : `timestamp=${at.toISOString()}`;
}
