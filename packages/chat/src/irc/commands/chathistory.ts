import { ChatError } from '../../errors.ts';
import { maxHistory } from '../../history/reading.ts';
import type { Answers } from '../../hub/asks.ts';
import { batch, closeBatch, openBatch, within } from '../batch.ts';
import { roomIn } from '../find.ts';
import { type HistoryRequest, parseHistoryRequest } from '../history-request.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { ircLine, type IrcLine } from '../line.ts';
import { channelOf, serverTime } from '../names.ts';
import { saidLines } from '../said-lines.ts';
import { showList } from '../show-list.ts';

/** Shows what was said before (IRCv3 draft/chathistory). */
export const chathistory: IrcCommand = {
  name: 'CHATHISTORY',
  cost: (params) => 1 + Math.min(Number(params.at(-1)) || 0, maxHistory) / 50,
  async run({ params }, scene) {
    const { reply } = scene;
    const [subcommand = '*'] = params;
    const request = parseHistoryRequest(params, maxHistory);
    if (typeof request === 'string') {
      const text = 'How? CHATHISTORY LATEST <target> * <limit>, and the like';
      return reply.fail('CHATHISTORY', request, [subcommand], text);
    }
    if (request.type === 'targets') return targets(request, scene);
    const { target } = request;
    const isRoom = target.startsWith('#');
    const room = roomIn(scene.session, target);
    if (isRoom && room === undefined) {
      const text = 'You are not in that channel';
      return reply.fail('CHATHISTORY', 'INVALID_TARGET', [subcommand, target], text);
    }
    const conversation = isRoom ? (room ?? '') : `@${target}`;
    const shown = isRoom ? channelOf(conversation) : target;
    const lines = new HistoryLines(shown, request.skip, scene);
    try {
      for (const ask of request.asks) {
        await showList(scene, 'history', { with: conversation, ...ask }, (part) => lines.add(part));
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
  readonly #scene: IrcScene;
  /** Lines that are not in the reply yet. */
  #lines: IrcLine[] = [];
  /** The batch, if a part of it has gone out. */
  #batch: string | undefined;

  /** `skip` holds lines outside the bounds of the request: a bound may lie within a long message. */
  constructor(target: string, skip: ReadonlySet<string>, scene: IrcScene) {
    this.#target = target;
    this.#skip = skip;
    this.#scene = scene;
  }

  add({ messages, next }: Answers['history']): void {
    const { reply, nick } = this.#scene;
    const target = this.#target;
    for (const message of messages) {
      // In private, what one said goes to the other, and what the other said to oneself.
      const to = target.startsWith('#') || message.account === nick ? target : nick;
      const lines = saidLines(message, to);
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
    const { reply } = this.#scene;
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
    this.#scene.reply.add(...batched);
  }
}

async function targets(
  { afterAt, beforeAt, limit }: HistoryRequest & { type: 'targets' },
  { session, reply }: IrcScene,
): Promise<void> {
  const ask = { afterAt, beforeAt, limit };
  const { conversations } = await session.ask('conversations', ask);
  const lines = conversations.map(({ with: name, at }) =>
    ircLine('CHATHISTORY', ['TARGETS', name.replace(/^@/, ''), serverTime(at)]),
  );
  if (reply.caps.has('batch')) {
    return reply.addBlock(batch('draft/chathistory-targets', [], lines));
  }
  reply.add(...lines);
}
