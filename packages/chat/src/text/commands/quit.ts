import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';

/** Leaves. */
export const quit: Command = {
  names: ['quit', 'exit', 'bye', 'q'],
  usage: '[why]',
  help: 'leaves the chat',
  run(args, { session }) {
    session.close(args, 'quit', info('bye'));
  },
};
