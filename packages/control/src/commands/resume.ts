import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';
import { findListeners, listenerNames } from './find-listeners.ts';

export const resume: Command = {
  name: 'resume',
  group: 'Server',
  aliases: ['unpause', 'continue'],
  usage: '[listener...]',
  summary: 'listen again',
  words: [0, Infinity],
  audit: 'line',
  complete: ({ target }) => listenerNames(target),
  async run({ target, answer }, { words }) {
    const listeners = findListeners(target, words);
    for (const listener of listeners) await listener.resume();
    const names = listeners.map(({ name }) => name);
    await answer(visible(`listening again: ${names.join(', ')}`), { resumed: names });
  },
};
