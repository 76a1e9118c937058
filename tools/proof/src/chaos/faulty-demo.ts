// The demo with a chat handler that its clients can bring down, the command `end-thread <number>`, and the server's events
// as lines of JSON on standard output.
import type { Command } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';
import { runDemo } from '../../../../apps/demo/src/run-demo.ts';
import { catchSignals } from '../../../../common/node/early-signals.ts';

/** An event of the chat server, as a line of JSON. */
export type ServerEvent =
  | {
      readonly event: 'connection';
      readonly id: number;
      readonly threadId: number;
      readonly remotePort: number;
    }
  | { readonly event: 'disconnect'; readonly id: number; readonly reason: string }
  | { readonly event: 'crash'; readonly threadId: number; readonly message: string }
  | { readonly event: 'unresponsive'; readonly threadId: number; readonly silentMs: number };

/** Shorter than the demo's, so that what takes half a minute there happens within seconds. */
const times = { hangTimeoutMs: 2000, stallTimeoutMs: 3000, idleThreadTimeoutMs: 1000 };

process.exitCode = await runDemo(process.argv.slice(2), process.env, catchSignals(), {
  chat: { handler: new URL('./faulty-chat.ts', import.meta.url), ...times },
  started: ({ chat: { server } }) => {
    printEvents(server);
    return { commands: [endThread(server)] };
  },
});

function printEvents(server: ThreadedServer): void {
  const print = (event: ServerEvent): void => console.log(JSON.stringify(event));
  server.on('connection', ({ id, threadId, remotePort }) => {
    print({ event: 'connection', id, threadId, remotePort });
  });
  server.on('disconnect', ({ id, reason }) => print({ event: 'disconnect', id, reason }));
  server.on('crash', ({ threadId, error }) => {
    print({ event: 'crash', threadId, message: error.message });
  });
  server.on('unresponsive', ({ threadId, silentMs }) => {
    print({ event: 'unresponsive', threadId, silentMs });
  });
}

function endThread(server: ThreadedServer): Command {
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
