import { parseDuration } from '../../../../../../common/text/duration.ts';
import type { ChatMessage } from '../../../rooms/chat-message.ts';
import { type ChatCommand, type CommandContext, firstWord, usageError } from './command.ts';

const msg: ChatCommand = {
  name: 'msg',
  aliases: ['w', 'query'],
  usage: '<name> [text]',
  summary: 'send a private message; without text, switch to that conversation',
  completes: 'names',
  async run({ client, focus }, words) {
    const [name, text] = firstWord(words);
    if (name === undefined) throw usageError(msg);
    if (text === '') focus.set(name);
    else await client.send(name, text);
  },
};

const reply: ChatCommand = {
  name: 'reply',
  aliases: ['r'],
  usage: '<text>',
  summary: 'reply to the last private message',
  async run({ client, focus }, words) {
    if (words === '') throw usageError(reply);
    if (focus.lastPrivate === undefined) throw new Error('There is no private message yet');
    await client.send(focus.lastPrivate, words);
  },
};

const me: ChatCommand = {
  name: 'me',
  usage: '<text>',
  summary: 'describe what you are doing: /me waves',
  async run({ client, focus }, words) {
    if (words === '') throw usageError(me);
    await client.action(focus.require(), words);
  },
};

const defaultCount = 20;
const maxCount = 1000;

const history: ChatCommand = {
  name: 'history',
  aliases: ['h'],
  usage: '[n | 1h] [@name]',
  summary: `show the last ${defaultCount} or n messages, or those of the last hour (1h)`,
  async run(context, words) {
    const { client, focus } = context;
    const all = words.split(/\s+/).filter((word) => word !== '');
    const person = all.find((word) => word.startsWith('@'));
    const amount = all.find((word) => word !== person) ?? String(defaultCount);
    const periodMs = parseDuration(amount);
    const isCount = periodMs === undefined && /^\d{1,4}$/.test(amount);
    const limit = periodMs !== undefined ? maxCount : isCount ? Number(amount) : 0;
    if (limit < 1 || limit > maxCount) throw usageError(history);
    const conversation = person?.slice(1) ?? focus.require();
    const period =
      periodMs === undefined ? {} : { after: new Date(Date.now() - periodMs), latest: true };
    const messages = await client.history(conversation, { limit, ...period });
    const what = `from the history of ${conversation}`;
    showPast(context, messages, what, { conversation });
  },
};

const search: ChatCommand = {
  name: 'search',
  aliases: ['find'],
  usage: '<words>',
  summary: 'find messages in this room: words, or "an exact phrase"',
  async run(context, words) {
    if (words === '') throw usageError(search);
    const room = context.focus.room();
    const messages = await context.client.search(room, words);
    showPast(context, messages, `found in ${room}`, { room });
  },
};

function showPast(
  { show, answer }: CommandContext,
  messages: readonly ChatMessage[],
  what: string,
  data: object,
): void {
  for (const message of messages) {
    show({ type: message.kind === 'notice' ? 'notice' : 'message', ...message });
  }
  const count = `${messages.length} message${messages.length === 1 ? '' : 's'}`;
  answer([`-- ${count} ${what}`], { ...data, count: messages.length });
}

/** Commands that send and find messages. */
export const messageCommands: readonly ChatCommand[] = [msg, reply, me, history, search];
