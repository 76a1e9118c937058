import type { Command } from './command.ts';

export const say: Command = {
  name: 'say',
  group: 'Clients',
  aliases: ['announce', 'wall', 'broadcast'],
  usage: '<text>',
  summary: 'send an announcement to every client',
  words: [1, Infinity],
  audit: 'name',
  available: ({ target }) => target.say !== undefined,
  async run({ target, answer }, { words }) {
    await target.say?.(words.join(' '));
    await answer('said', { said: true });
  },
};
