import { ControlError } from '../errors.ts';
import type { Command } from './command.ts';

export const explain: Command = {
  name: 'explain',
  usage: 'on|off',
  summary: 'tell for each event which thread did what',
  words: [1, 1],
  audit: 'line',
  available: ({ target }) => target.explain !== undefined,
  complete: () => ['on', 'off'],
  async run({ target, answer }, { words: [word] }) {
    if (word !== 'on' && word !== 'off') {
      throw new ControlError('ERR_CONTROL_USAGE', `Expected on or off, got "${word}"`);
    }
    await target.explain?.(word === 'on');
    await answer(`explain ${word}`, { explain: word === 'on' });
  },
};
