import { table } from '../text/table.ts';
import type { Command } from './command.ts';

export const rooms: Command = {
  name: 'rooms',
  group: 'Status',
  aliases: ['channels'],
  usage: '',
  summary: 'list the rooms',
  words: [0, 0],
  available: ({ target }) => target.rooms !== undefined,
  async run({ target, answer, io }) {
    const all = (await target.rooms?.()) ?? [];
    const rows = all.map(({ name, members, topic }) => [name, members, topic]);
    const text = table(['room', 'members', 'topic'], rows, io.columns);
    await answer(all.length === 0 ? 'no rooms' : text, all);
  },
};
