import { ControlError } from '../errors.ts';
import { paragraph } from '../text/wrap.ts';
import type { Command } from './command.ts';

export const explain: Command = {
  name: 'explain',
  group: 'Log',
  usage: 'on|off',
  summary: 'log which thread did each step',
  words: [1, 1],
  audit: 'line',
  available: ({ target }) => target.explain !== undefined,
  complete: () => ['on', 'off'],
  async run({ target, answer, io }, { words: [word] }) {
    if (word !== 'on' && word !== 'off') {
      throw new ControlError('ERR_CONTROL_USAGE', `Expected on or off, got "${word}"`);
    }
    await target.explain?.(word === 'on');
    const text =
      word === 'on'
        ? 'explain is on: the log now says which thread did each step, for every client and message. "logs -f" shows it, ' +
          '"explain off" ends it.'
        : 'explain is off';
    await answer(paragraph(text, io.columns), { explain: word === 'on' });
  },
};
