import type { Command } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

/** `end-thread <number>`: ends a thread with all its clients, which no command of the operator's does. */
export function endThread(server: ThreadedServer): Command {
  return {
    name: 'end-thread',
    usage: '<number>',
    summary: 'end a client thread with its clients',
    arity: [1, 1],
    async run({ reply }, { words: [number = ''] }) {
      const ended = await server.endThread(Number(number));
      await reply(ended ? `ended ${number}` : `no thread ${number}`, { ended });
    },
  };
}
