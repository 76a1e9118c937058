import { table } from '../text/table.ts';
import type { Command } from './command.ts';

export const rooms: Command = {
  name: 'rooms',
  aliases: ['channels'],
  usage: '',
  summary: 'the rooms and how many are in them',
  words: [0, 0],
  available: ({ target }) => target.rooms !== undefined,
  async run({ target, answer }) {
    const all = (await target.rooms?.()) ?? [];
    const rows = all.map(({ name, members, topic }) => [name, members, topic]);
    await answer(all.length === 0 ? 'no rooms' : table(['room', 'members', 'topic'], rows), all);
  },
};
