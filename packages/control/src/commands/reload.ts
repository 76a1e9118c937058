import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';

export const reload: Command = {
  name: 'reload',
  group: 'Server',
  aliases: ['rehash'],
  usage: '',
  summary: 'read the configuration again, all of it or none',
  words: [0, 0],
  audit: 'line',
  available: ({ target }) => target.reload !== undefined,
  async run({ target, answer }) {
    const { reloaded = [], notes = [] } = (await target.reload?.()) ?? {};
    const lines = [`reloaded ${reloaded.join(', ') || 'nothing'}`, ...notes];
    await answer(lines.map(visible).join('\n'), { reloaded, notes });
  },
};
