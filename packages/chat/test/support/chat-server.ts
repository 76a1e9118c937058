import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type Context,
  createHandler,
  type HandlerOptions,
  Hub,
  MemoryHistory,
} from '../../src/index.ts';
import type { HubOptions } from '../../src/hub/hub-options.ts';
import { contextOf } from '../../src/session/context.ts';
import { fakeAccounts } from './fake-accounts.ts';

/** A chat on a local TCP port, in this thread. */
export interface ChatServer extends AsyncDisposable {
  readonly hub: Hub;
  readonly port: number;
  readonly server: Server;
  readonly accounts: ReturnType<typeof fakeAccounts>;
  /** The log records of the handlers. */
  readonly logged: Array<{ level: string; message: string; fields?: Record<string, unknown> }>;
  /** The server's ends of the connections. */
  readonly sockets: Socket[];
}

/** Starts a chat. Flood limits are off by default. */
export async function startChat({
  hub: hubOptions,
  context,
  ...options
}: Partial<Omit<HandlerOptions, 'hub'>> & {
  hub?: Partial<HubOptions>;
  context?: Partial<Context>;
} = {}): Promise<ChatServer> {
  const hub = new Hub({ history: new MemoryHistory(), flood: 'off', ...hubOptions });
  const accounts = fakeAccounts();
  const logged: ChatServer['logged'] = [];
  const sockets: Socket[] = [];
  const handler = createHandler({ hub: hub.connect(), authenticator: accounts, ...options });
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    const log: Context['log'] = (level, message, fields) =>
      void logged.push({ level, message, ...(fields ? { fields } : {}) });
    void handler(socket, { ...contextOf(socket), log, ...context });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    hub,
    accounts,
    logged,
    sockets,
    server,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      hub.close();
    },
  };
}
