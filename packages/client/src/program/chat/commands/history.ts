import { type ChatCommand, firstWord, usageOf } from './command.ts';

const defaultLines = 20;
const mostLines = 1000;

export const history: ChatCommand = {
  name: 'history',
  usage: '[n]',
  summary: `the last ${defaultLines}, or n, messages of this conversation`,
  async run({ client, focus, show, answer }, words) {
    const [count = String(defaultLines)] = firstWord(words);
    const limit = /^\d{1,4}$/.test(count) ? Number(count) : 0;
    if (limit < 1 || limit > mostLines) throw usageOf(history);
    const target = focus.current;
    if (target === undefined) throw new Error('You are in no room yet: /join one');
    const messages = await client.history(target, { limit });
    for (const message of messages) {
      show({ type: message.kind === 'notice' ? 'notice' : 'message', ...message });
    }
    answer([`-- ${messages.length} messages out of the history of ${target}`], {
      conversation: target,
      count: messages.length,
    });
  },
};
