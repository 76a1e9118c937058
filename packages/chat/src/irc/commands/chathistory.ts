import { ChatError } from '../../errors.ts';
import type { Message } from '../../history/message.ts';
import { maxHistory } from '../../history/reading.ts';
import { batch } from '../batch.ts';
import { roomIn } from '../find.ts';
import { type HistoryRequest, parseHistoryRequest } from '../history-request.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { ircLine } from '../line.ts';
import { channelOf, serverTime } from '../names.ts';
import { saidLines } from '../said-lines.ts';

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
    const messages = await read(request, conversation, scene);
    show(messages, isRoom ? channelOf(conversation) : target, { ...scene, parts: request.skip });
  },
};

async function read(
  { asks }: HistoryRequest & { type: 'messages' },
  conversation: string,
  { session }: IrcScene,
): Promise<Message[]> {
  const found: Message[] = [];
  try {
    for (const ask of asks) {
      const { messages } = await session.ask('history', { with: conversation, ...ask });
      found.push(...messages);
    }
    return found;
  } catch (error) {
    // Private messages that are not kept are none.
    if (error instanceof ChatError && conversation.startsWith('@')) return [];
    throw error;
  }
}

/** Lines that are within the bounds of the request: a bound may lie within a long message. */
function show(
  messages: readonly Message[],
  target: string,
  { reply, nick, parts }: IrcScene & { parts: ReadonlySet<string> },
): void {
  // In private, what one said goes to the other, and what the other said to oneself.
  const to = ({ account }: Message): string =>
    target.startsWith('#') || account === nick ? target : nick;
  const lines = messages.flatMap((message) => saidLines(message, to(message)));
  const wanted = lines.filter(({ tags }) => !parts.has(tags['msgid'] ?? ''));
  if (reply.caps.has('batch')) return reply.addBlock(batch('chathistory', [target], wanted));
  reply.add(...wanted);
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
