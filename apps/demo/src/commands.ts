import type { ThreadedServer } from '@threadline/server';

/** One command of the operator. `run` returns what is printed; it throws for what can't be done. */
export interface Command {
  readonly usage: string;
  readonly help: string;
  run(args: readonly string[]): Promise<string>;
}

/** The operator's commands for some servers. A client is written as its server's name and its id, `chat/3`. */
export function commandsFor(
  servers: Readonly<Record<string, ThreadedServer>>,
  shutdown: () => void,
): Record<string, Command> {
  const commands: Record<string, Command> = {
    status: {
      usage: 'status',
      help: 'clients, threads and counts of the server',
      run: async () => (await Promise.all(Object.entries(servers).map(statusOf))).join('\n'),
    },
    clients: {
      usage: 'clients',
      help: 'each client with its thread and bytes',
      run: () => {
        const lines = Object.entries(servers).flatMap(([name, server]) => clientsOf(name, server));
        return Promise.resolve(lines.length === 0 ? 'no clients' : lines.join('\n'));
      },
    },
    kick: {
      usage: 'kick <server>/<id>',
      help: 'end one client',
      run: async ([client = '']) => {
        const [, name = '', id = ''] = /^(\w+)\/(\d+)$/.exec(client) ?? [];
        const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
        if (server === undefined) throw new Error('usage: kick <server>/<id>, such as kick chat/1');
        if (!(await server.kick(Number(id)))) throw new Error(`no client ${client}`);
        return `client ${client} kicked`;
      },
    },
    pause: {
      usage: 'pause',
      help: 'stop listening; clients stay',
      run: () => each((server) => server.pause()),
    },
    resume: { usage: 'resume', help: 'listen again', run: () => each((server) => server.resume()) },
    shutdown: {
      usage: 'shutdown',
      help: 'end the server',
      run: () => {
        shutdown();
        return Promise.resolve('shutting down');
      },
    },
    help: {
      usage: 'help',
      help: 'this list',
      run: () =>
        Promise.resolve(
          Object.values(commands)
            .map(({ usage, help }) => `${usage.padEnd(20)}${help}`)
            .join('\n'),
        ),
    },
  };
  return commands;

  async function each(act: (server: ThreadedServer) => Promise<unknown>): Promise<string> {
    await Promise.all(Object.values(servers).map(act));
    return '';
  }
}

async function statusOf([name, server]: [string, ThreadedServer]): Promise<string> {
  const { listening, connections, waiting, threads, idleThreads, accepted, refused, crashed } =
    await server.status();
  return [
    `${name}: ${listening ? 'listening' : 'paused'}, ${connections} clients, ${waiting} waiting for a thread`,
    `${name}: ${threads} threads, ${idleThreads} idle, at most ${server.maxThreads}`,
    `${name}: ${accepted} accepted, ${refused} refused, ${crashed} threads crashed`,
  ].join('\n');
}

function clientsOf(name: string, server: ThreadedServer): string[] {
  return server.connections().map((client) => {
    const { id, remoteAddress, remotePort, threadId, shared, bytesIn, bytesOut, unsentBytes } =
      client;
    const thread = `thread ${threadId}${shared ? ' (shared)' : ''}`;
    const since = new Date(client.connectedAt).toISOString();
    return `${name}/${id}  ${remoteAddress}:${remotePort}  ${thread}  since ${since}  ${bytesIn} in  ${bytesOut} out  ${unsentBytes} unsent`;
  });
}
