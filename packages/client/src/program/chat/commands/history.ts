import { parseDuration } from '../../../../../../common/text/duration.ts';
import { type ChatCommand, type CommandContext, usageOf } from './command.ts';
import type { ChatMessage } from '../../../chat/chat-message.ts';

const defaultLines = 20;
const mostLines = 1000;

export const history: ChatCommand = {
  name: 'history',
  aliases: ['h'],
  usage: '[n | 1h] [@name]',
  summary: `the last ${defaultLines} messages here or with @name; or n, or those since 1h`,
  async run(context, words) {
    const { client, focus } = context;
    const all = words.split(/\s+/).filter((word) => word !== '');
    const person = all.find((word) => word.startsWith('@'));
    const amount = all.find((word) => word !== person) ?? String(defaultLines);
    const since = parseDuration(amount);
    const limit = since !== undefined ? mostLines : /^\d{1,4}$/.test(amount) ? Number(amount) : 0;
    if (limit < 1 || limit > mostLines) throw usageOf(history);
    const target = person?.slice(1) ?? focus.current;
    if (target === undefined) throw new Error('You are in no room yet: /join one');
    const query = since === undefined ? {} : { after: new Date(Date.now() - since), latest: true };
    const messages = await client.history(target, { limit, ...query });
    showPast(context, messages, `out of the history of ${target}`, { conversation: target });
  },
};

export const search: ChatCommand = {
  name: 'search',
  aliases: ['find'],
  usage: '<words>',
  summary: 'find what was said in this room: words, or "words side by side"',
  async run(context, words) {
    if (words === '') throw usageOf(search);
    const room = context.focus.room(undefined);
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
