import type { ControlListener } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

/** A threaded server as the operator's commands see it. @param nameOf the account a client has logged in with */
export function listenerOf(
  name: string,
  server: ThreadedServer,
  nameOf: (connectionId: number) => string | undefined = () => undefined,
): ControlListener {
  return {
    name,
    status: async () => {
      const { listening, connections, ...stats } = await server.status();
      return {
        state: listening ? 'listening' : 'paused',
        address: hostAndPort(server.address),
        clients: connections,
        stats: { ...stats, maxThreads: server.maxThreads },
      };
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    drain: (options) => server.drain(options),
    clients: () => server.connections().map((client) => ({ ...client, name: nameOf(client.id) })),
    kick: (id, options) => server.kick(id, options),
    threads: () => server.threads(),
    get limits() {
      return server.limits;
    },
    setLimits: (limits) => server.setLimits(limits),
  };
}

/** An address as it is written: IPv6 in brackets. */
export function hostAndPort({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
