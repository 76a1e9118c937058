import { codeOf } from '../../../../common/thrown.ts';
import { type Connection, refusedError } from '../connection/connection.ts';
import { messagesOf } from '../connection/requests.ts';
import { ClientError } from '../errors.ts';
import { flatten, type Incoming, isBatch } from '../irc/batches.ts';
import { createMessage, type IrcMessage } from '../irc/message.ts';
import { firstRefusal } from '../irc/replies.ts';
import { type ChatMessage, readChatMessage } from '../rooms/chat-message.ts';
import type { ClientState } from '../rooms/rooms.ts';

/** A point in a conversation: the id of a message, or a time. */
export type HistoryPoint = string | Date;

/** Selects a part of a conversation's history. */
export interface HistoryQuery {
  /** Maximum number of messages; the server may have a lower limit. @default 50 */
  readonly limit?: number;
  /** Only messages before this point, the closest ones. */
  readonly before?: HistoryPoint;
  /** Only messages after this point, the closest ones unless `latest` is set. */
  readonly after?: HistoryPoint;
  /** With `after`: the latest messages instead of the closest. @default false */
  readonly latest?: boolean;
}

const defaultLimit = 50;

/** Requests a part of the history (IRCv3 draft/chathistory), oldest message first. */
export async function fetchHistory(
  connection: Connection,
  target: string,
  query: HistoryQuery,
  state: ClientState,
): Promise<ChatMessage[]> {
  if (!connection.has('draft/chathistory')) {
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', 'The server does not support history');
  }
  await connection.ready();
  const { limit = defaultLimit } = query;
  const count = Math.min(limit, connection.isupport.number('CHATHISTORY') ?? 100);
  const responses = await connection.request(
    createMessage('CHATHISTORY', ...selector(target, query, count)),
  );
  const refusal = firstRefusal(messagesOf(responses).filter(({ command }) => command === 'FAIL'));
  if (refusal !== undefined) {
    throw new ClientError('ERR_CLIENT_REFUSED', refusal.text, { reply: refusal });
  }
  return readPast(historyIn(responses), state);
}

/** Requests the messages of a room that contain all words (`SEARCH`, a command of threadline), oldest first. */
export async function searchHistory(
  connection: Connection,
  room: string,
  words: string,
  state: ClientState,
): Promise<ChatMessage[]> {
  const responses = await connection.request(createMessage('SEARCH', room, words));
  const refusal = firstRefusal(messagesOf(responses));
  if (refusal !== undefined) throw refusedError(refusal);
  const found = connection.has('batch') ? historyIn(responses) : messagesOf(responses);
  return readPast(found, state);
}

/** The contents of the chathistory batches in a response. */
function historyIn(responses: readonly Incoming[]): IrcMessage[] {
  return responses
    .filter((response) => isBatch(response) && response.type === 'chathistory')
    .flatMap(flatten);
}

function readPast(messages: readonly IrcMessage[], state: ClientState): ChatMessage[] {
  return messages.flatMap((message) => readChatMessage(message, state, { past: true }) ?? []);
}

/** The parameters of CHATHISTORY. */
function selector(
  target: string,
  { before, after, latest = false }: HistoryQuery,
  count: number,
): string[] {
  const limit = String(count);
  if (before !== undefined && after !== undefined) {
    // Messages closest to the first point come first.
    const [from, to] = latest ? [before, after] : [after, before];
    return ['BETWEEN', target, formatPoint(from), formatPoint(to), limit];
  }
  if (before !== undefined) return ['BEFORE', target, formatPoint(before), limit];
  if (after !== undefined) return [latest ? 'LATEST' : 'AFTER', target, formatPoint(after), limit];
  return ['LATEST', target, '*', limit];
}

function formatPoint(point: HistoryPoint): string {
  return typeof point === 'string' ? `msgid=${point}` : `timestamp=${point.toISOString()}`;
}

/** Extends the search beyond any difference between the clocks. */
const dayMs = 86_400_000;

/**
 * The names of the private conversations with messages after a point in time (IRCv3 draft/chathistory, `TARGETS`); none if
 * the server does not support it. Rejects if the connection is lost.
 */
export async function findPrivateConversations(
  connection: Connection,
  after: Date,
  limit: number,
): Promise<string[]> {
  const { isupport } = connection;
  const until = new Date(Math.max(Date.now(), after.getTime()) + dayMs);
  const count = String(Math.min(limit, isupport.number('CHATHISTORY') ?? limit));
  const range = [formatPoint(after), formatPoint(until)];
  try {
    const request = createMessage('CHATHISTORY', 'TARGETS', ...range, count);
    return messagesOf(await connection.request(request))
      .filter(({ command, params }) => command === 'CHATHISTORY' && params[0] === 'TARGETS')
      .map(({ params: [, name = ''] }) => name)
      .filter((name) => name !== '' && !isupport.isRoom(name));
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_TIMEOUT') throw error;
    return [];
  }
}
