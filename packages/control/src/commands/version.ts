import { visible } from '../../../../common/text/visible.ts';
import { version as controlVersion } from '../version.ts';
import type { Command } from './command.ts';

export const version: Command = {
  name: 'version',
  group: 'Status',
  aliases: ['ver'],
  usage: '',
  summary: 'print the versions',
  words: [0, 0],
  async run({ target, answer }) {
    const { name, version: own } = target;
    const text = `${name}${own === undefined ? '' : ` ${own}`}, control ${controlVersion}, Node ${process.version}`;
    await answer(visible(text), {
      name,
      ...(own !== undefined && { version: own }),
      control: controlVersion,
      node: process.version,
    });
  },
};
