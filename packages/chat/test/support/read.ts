import type { HistoryPart, HistoryQuery } from '../../src/history/query.ts';
import type { History, Message } from '../../src/index.ts';

type Bounds = {
  conversation: string;
  limit: number;
  before?: number;
  after?: number;
  beforeAt?: number;
  afterAt?: number;
  take?: 'oldest' | 'newest';
};

const never = new AbortController().signal;

/** Reads the messages of a conversation with the history's reader. */
export async function read(
  { reader }: History,
  { before = Infinity, after = 0, take = 'newest', ...bounds }: Bounds,
): Promise<Message[]> {
  const query = { type: 'history', upTo: Infinity, before, after, take, ...bounds } as const;
  const messages: Message[] = [];
  for (let part: HistoryQuery | undefined = query; part !== undefined;) {
    const answer = JSON.parse(await reader.read('anna', part, never)) as HistoryPart;
    messages.push(...answer.messages);
    part = answer.next && { ...query, ...answer.next, limit: 1000, take: 'oldest', isPart: true };
  }
  return messages;
}

/** Searches a conversation. */
export async function search(
  { reader }: History,
  conversation: string,
  text: string,
  limit: number,
): Promise<Message[]> {
  const query = { type: 'search', after: 0, upTo: Infinity, conversation, text, limit } as const;
  return messagesIn(await reader.read('anna', query, never));
}

/** Reads the private conversations of an account. */
export async function privateOf({ reader }: History, account: string): Promise<string[]> {
  const query = {
    type: 'conversations',
    upTo: Infinity,
    rooms: [],
    privateOf: account,
    privateAfter: 0,
    afterAt: -Infinity,
    beforeAt: Infinity,
    limit: 1000,
  } as const;
  const { conversations } = JSON.parse(await reader.read('anna', query, never)) as {
    conversations: Array<{ with: string }>;
  };
  return conversations.map((one) => one.with);
}

function messagesIn(answer: string): Message[] {
  return (JSON.parse(answer) as { messages: Message[] }).messages;
}
