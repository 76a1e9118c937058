import { afterEach } from '@jest/globals';
import { type ChatClient, type ClientOptions, connect } from '../../src/index.ts';
import { type FakeOptions, FakeServer } from './fake-server.ts';

/** Creates servers and clients that are closed at the end of each test. */
export function useServer(): {
  start: (options?: FakeOptions) => Promise<FakeServer>;
  open: (server: FakeServer, options?: Partial<ClientOptions>) => Promise<ChatClient>;
} {
  const servers: FakeServer[] = [];
  const clients: ChatClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    for (const server of servers.splice(0)) await server.close();
  });
  return {
    async start(options) {
      const server = await FakeServer.start(options);
      servers.push(server);
      return server;
    },
    async open({ port }, options) {
      const client = await connect({
        host: '127.0.0.1',
        port,
        account: 'anna',
        password: 'secret',
        reconnect: { initialDelayMs: 20, maxDelayMs: 50 },
        ...options,
      });
      clients.push(client);
      return client;
    },
  };
}
