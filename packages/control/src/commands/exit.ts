import type { Command } from './command.ts';
import { runShutdown } from './shutdown.ts';

export const exit: Command = {
  name: 'exit',
  group: 'Console',
  aliases: ['quit', 'bye'],
  usage: '',
  summary: 'leave threadline-ctl; on the console of the server: shutdown',
  words: [0, 0],
  audit: 'line',
  readOnly: (_, io) => io.leave !== undefined,
  async run(context, args) {
    if (context.io.leave === undefined) await runShutdown(context, args);
    else context.io.leave();
  },
};
