import { ChatError } from '../../errors.ts';
import { maxHistory } from '../../history/query.ts';
import type { Responses } from '../../protocol/requests.ts';
import { ircLine, type IrcLine } from '../../render/irc-line.ts';
import { channelOf, messageLines, serverTime } from '../../render/irc-message-lines.ts';
import { addList, type IrcCommand, type IrcCommandContext, roomIn } from '../command.ts';
import { type ChathistoryQuery, parseChathistory } from '../history-request.ts';
import { batch, closeBatch, openBatch, within } from '../response.ts';

/** The most messages that `SEARCH` finds. */
const maxFound = 50;

const chathistory: IrcCommand = {
  name: 'CHATHISTORY',
  cost: (params) => 1 + Math.min(Number(params.at(-1)) || 0, maxHistory) / 50,
  async run({ params }, context) {
    const { response } = context;
    const [subcommand = '*'] = params;
    const query = parseChathistory(params, maxHistory);
    if (typeof query === 'string') {
      const text = 'Usage: CHATHISTORY LATEST <target> * <limit>, for example';
      return response.fail('CHATHISTORY', query, [subcommand], text);
    }
    if (query.type === 'targets') return addTargets(query, context);
    const { target } = query;
    const isRoom = target.startsWith('#');
    const room = roomIn(context.session, target);
    if (isRoom && room === undefined) {
      const text = 'You are not in that channel';
      return response.fail('CHATHISTORY', 'INVALID_TARGET', [subcommand, target], text);
    }
    const conversation = isRoom ? (room ?? '') : `@${target}`;
    const name = isRoom ? channelOf(conversation) : target;
    const lines = new HistoryLines(name, query.skip, context);
    try {
      for (const request of query.requests) {
        await addList(context, 'history', { with: conversation, ...request }, (part) =>
          lines.add(part),
        );
      }
    } catch (error) {
      // Where private messages are not kept, their history is empty.
      if (!(error instanceof ChatError) || isRoom) throw error;
    } finally {
      lines.end();
    }
  },
};

/** Adds messages to the response as they arrive, in a batch if the client has that capability. */
class HistoryLines {
  readonly #target: string;
  readonly #skip: ReadonlySet<string>;
  readonly #context: IrcCommandContext;
  /** Lines that are not in the response yet. */
  #lines: IrcLine[] = [];
  /** The batch, once it is open. */
  #batch: string | undefined;

  /** `skip` holds the ids of lines to leave out. */
  constructor(target: string, skip: ReadonlySet<string>, context: IrcCommandContext) {
    this.#target = target;
    this.#skip = skip;
    this.#context = context;
  }

  add({ messages, next }: Responses['history']): void {
    const { response, nick } = this.#context;
    const target = this.#target;
    for (const message of messages) {
      // The target of a private message is whoever received it.
      const to = target.startsWith('#') || message.account === nick ? target : nick;
      const lines = messageLines(message, to);
      this.#lines.push(...lines.filter(({ tags }) => !this.#skip.has(tags['msgid'] ?? '')));
    }
    if (next === undefined) return;
    if (this.#batch === undefined && response.caps.has('batch')) {
      const [reference, first] = openBatch('chathistory', [target]);
      this.#batch = reference;
      response.add(first);
    }
    this.#flush();
  }

  end(): void {
    const { response } = this.#context;
    if (this.#batch === undefined && response.caps.has('batch')) {
      return response.addBlock(batch('chathistory', [this.#target], this.#lines));
    }
    this.#flush();
    if (this.#batch !== undefined) response.add(closeBatch(this.#batch));
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = [];
    const batched = this.#batch === undefined ? lines : within(this.#batch, lines);
    this.#context.response.add(...batched);
  }
}

async function addTargets(
  { afterAt, beforeAt, limit }: ChathistoryQuery & { type: 'targets' },
  { session, response }: IrcCommandContext,
): Promise<void> {
  const query = { afterAt, beforeAt, limit };
  const { conversations } = await session.request('conversations', query);
  const lines = conversations.map(({ with: name, at }) =>
    ircLine('CHATHISTORY', ['TARGETS', name.replace(/^@/, ''), serverTime(at)]),
  );
  if (response.caps.has('batch')) {
    return response.addBlock(batch('draft/chathistory-targets', [], lines));
  }
  response.add(...lines);
}

/** `SEARCH <channel> <words>`; the response has the form of that to `CHATHISTORY`. */
const search: IrcCommand = {
  name: 'SEARCH',
  params: 2,
  async run({ params: [channel = '', ...words] }, { session, response }) {
    const room = roomIn(session, channel);
    if (room === undefined) {
      return response.fail('SEARCH', 'INVALID_TARGET', [channel], 'You are not in that channel');
    }
    const query = { with: room, text: words.join(' '), limit: maxFound };
    const { messages, searchedTo } = await session.request('search', query);
    const name = channelOf(room);
    const lines = messages.flatMap((message) => messageLines(message, name));
    if (response.caps.has('batch')) response.addBlock(batch('chathistory', [name], lines));
    else response.add(...lines);
    if (searchedTo === undefined) return;
    const until = serverTime(searchedTo);
    const advice = 'rarer words can be searched further back';
    const text = `The search took too long and stopped at ${until}; ${advice}`;
    response.note('SEARCH', 'INCOMPLETE', [name, until], text);
  },
};

/** Commands about past messages. */
export const historyCommands: readonly IrcCommand[] = [chathistory, search];
