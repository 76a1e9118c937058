import type { ThreadedServer } from '@threadline/server';

/** One command of the operator. `run` returns what is printed; it throws for what can't be done. */
export interface Command {
  readonly usage: string;
  readonly help: string;
  run(args: readonly string[]): Promise<string>;
}

/** The operator's commands for one server. */
export function commandsFor(server: ThreadedServer, shutdown: () => void): Record<string, Command> {
  const commands: Record<string, Command> = {
    status: {
      usage: 'status',
      help: 'clients, threads and counts of the server',
      run: async () => {
        const {
          listening,
          connections,
          waiting,
          threads,
          idleThreads,
          accepted,
          refused,
          crashed,
        } = await server.status();
        return [
          `${listening ? 'listening' : 'paused'}, ${connections} clients, ${waiting} waiting for a thread`,
          `${threads} threads, ${idleThreads} idle, at most ${server.maxThreads}`,
          `${accepted} accepted, ${refused} refused, ${crashed} threads crashed`,
        ].join('\n');
      },
    },
    clients: {
      usage: 'clients',
      help: 'each client with its thread and bytes',
      run: () => {
        const lines = server
          .connections()
          .map(
            ({
              id,
              remoteAddress,
              remotePort,
              threadId,
              shared,
              connectedAt,
              bytesIn,
              bytesOut,
              unsentBytes,
            }) =>
              `client ${id}  ${remoteAddress}:${remotePort}  thread ${threadId}${shared ? ' (shared)' : ''}  since ${new Date(connectedAt).toISOString()}  ${bytesIn} in  ${bytesOut} out  ${unsentBytes} unsent`,
          );
        return Promise.resolve(lines.length === 0 ? 'no clients' : lines.join('\n'));
      },
    },
    kick: {
      usage: 'kick <id>',
      help: 'end one client',
      run: async ([id = '']) => {
        if (!/^\d+$/.test(id)) throw new Error('usage: kick <id>');
        if (!(await server.kick(Number(id)))) throw new Error(`no client ${id}`);
        return `client ${id} kicked`;
      },
    },
    pause: {
      usage: 'pause',
      help: 'stop listening; clients stay',
      run: async () => server.pause().then(() => ''),
    },
    resume: {
      usage: 'resume',
      help: 'listen again',
      run: async () => server.resume().then(() => ''),
    },
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
            .map(({ usage, help }) => `${usage.padEnd(12)}${help}`)
            .join('\n'),
        ),
    },
  };
  return commands;
}
