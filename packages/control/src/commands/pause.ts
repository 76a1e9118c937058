import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';
import { findListeners, listenerNames } from './find-listeners.ts';

export const pause: Command = {
  name: 'pause',
  group: 'Server',
  usage: '[listener...]',
  summary: 'stop listening; clients stay',
  details: 'Without a name every listener is paused. New clients are refused by the system.',
  words: [0, Infinity],
  audit: 'line',
  complete: ({ target }) => listenerNames(target),
  async run({ target, answer }, { words }) {
    const listeners = findListeners(target, words);
    for (const listener of listeners) await listener.pause();
    const names = listeners.map(({ name }) => name);
    await answer(visible(`paused ${names.join(', ')}`), { paused: names });
  },
};
