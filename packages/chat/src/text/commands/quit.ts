import type { Command } from '../command.ts';
import { info } from '../text-view.ts';

/** Leaves. */
export const quit: Command = {
  names: ['quit', 'exit', 'bye', 'q'],
  usage: '[why]',
  help: 'leaves the chat',
  run(args, { session }) {
    session.close(args, 'quit', info('bye'));
  },
};
