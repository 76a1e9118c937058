import type { Command } from './command.ts';
import { runShutdown } from './shutdown.ts';

export const exit: Command = {
  name: 'exit',
  aliases: ['quit', 'bye'],
  usage: '',
  summary: 'on the console: shutdown; on the control socket: leave it',
  words: [0, 0],
  audit: 'line',
  async run(context, args) {
    if (context.io.leave === undefined) await runShutdown(context, args);
    else context.io.leave();
  },
};
