import { info } from '../../render/text-lines.ts';
import { version as number } from '../../version.ts';
import type { Command } from '../command.ts';

/** What is running here. */
export const version: Command = {
  names: ['version'],
  usage: '',
  help: 'shows what is running here',
  run(_args, { session }) {
    session.show(info(`threadline chat ${number}, node ${process.versions.node}`));
  },
};
