import { ChatError } from '../../errors.ts';
import { maxHistory } from '../../history/query.ts';
import type { Responses } from '../../protocol/requests.ts';
import { batch, closeBatch, openBatch, within } from '../batch.ts';
import { roomIn } from '../find.ts';
import { type ChathistoryQuery, parseChathistory } from '../history-request.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { ircLine, type IrcLine } from '../../render/irc-line.ts';
import { channelOf, messageLines, serverTime } from '../../render/irc-message-lines.ts';
import { showList } from '../show-list.ts';

/** Shows what was said before (IRCv3 draft/chathistory). */
export const chathistory: IrcCommand = {
  name: 'CHATHISTORY',
  cost: (params) => 1 + Math.min(Number(params.at(-1)) || 0, maxHistory) / 50,
  async run({ params }, context) {
    const { reply } = context;
    const [subcommand = '*'] = params;
    const request = parseChathistory(params, maxHistory);
    if (typeof request === 'string') {
      const text = 'How? CHATHISTORY LATEST <target> * <limit>, and the like';
      return reply.fail('CHATHISTORY', request, [subcommand], text);
    }
    if (request.type === 'targets') return targets(request, context);
    const { target } = request;
    const isRoom = target.startsWith('#');
    const room = roomIn(context.session, target);
    if (isRoom && room === undefined) {
      const text = 'You are not in that channel';
      return reply.fail('CHATHISTORY', 'INVALID_TARGET', [subcommand, target], text);
    }
    const conversation = isRoom ? (room ?? '') : `@${target}`;
    const shown = isRoom ? channelOf(conversation) : target;
    const lines = new HistoryLines(shown, request.skip, context);
    try {
      for (const ask of request.requests) {
        await showList(context, 'history', { with: conversation, ...ask }, (part) =>
          lines.add(part),
        );
      }
    } catch (error) {
      // Private messages that are not kept are none.
      if (!(error instanceof ChatError) || isRoom) throw error;
    } finally {
      lines.end();
    }
  },
};

/** The lines of a history, in a batch for clients that know those, in however many parts they come. */
class HistoryLines {
  readonly #target: string;
  readonly #skip: ReadonlySet<string>;
  readonly #context: IrcCommandContext;
  /** Lines that are not in the reply yet. */
  #lines: IrcLine[] = [];
  /** The batch, if a part of it has gone out. */
  #batch: string | undefined;

  /** `skip` holds lines outside the bounds of the request: a bound may lie within a long message. */
  constructor(target: string, skip: ReadonlySet<string>, context: IrcCommandContext) {
    this.#target = target;
    this.#skip = skip;
    this.#context = context;
  }

  add({ messages, next }: Responses['history']): void {
    const { reply, nick } = this.#context;
    const target = this.#target;
    for (const message of messages) {
      // In private, what one said goes to the other, and what the other said to oneself.
      const to = target.startsWith('#') || message.account === nick ? target : nick;
      const lines = messageLines(message, to);
      this.#lines.push(...lines.filter(({ tags }) => !this.#skip.has(tags['msgid'] ?? '')));
    }
    if (next === undefined) return;
    if (this.#batch === undefined && reply.caps.has('batch')) {
      const [reference, first] = openBatch('chathistory', [target]);
      this.#batch = reference;
      reply.add(first);
    }
    this.#flush();
  }

  end(): void {
    const { reply } = this.#context;
    if (this.#batch === undefined && reply.caps.has('batch')) {
      return reply.addBlock(batch('chathistory', [this.#target], this.#lines));
    }
    this.#flush();
    if (this.#batch !== undefined) reply.add(closeBatch(this.#batch));
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = [];
    const batched = this.#batch === undefined ? lines : within(this.#batch, lines);
    this.#context.reply.add(...batched);
  }
}

async function targets(
  { afterAt, beforeAt, limit }: ChathistoryQuery & { type: 'targets' },
  { session, reply }: IrcCommandContext,
): Promise<void> {
  const ask = { afterAt, beforeAt, limit };
  const { conversations } = await session.request('conversations', ask);
  const lines = conversations.map(({ with: name, at }) =>
    ircLine('CHATHISTORY', ['TARGETS', name.replace(/^@/, ''), serverTime(at)]),
  );
  if (reply.caps.has('batch')) {
    return reply.addBlock(batch('draft/chathistory-targets', [], lines));
  }
  reply.add(...lines);
}
