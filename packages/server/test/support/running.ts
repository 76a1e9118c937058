import { type EventEmitter, once } from 'node:events';
import {
  listen,
  type ListenOptions,
  type ThreadedServer,
  type ThreadedServerEvents,
} from '../../src/index.ts';
import { Client, connect } from './client.ts';

const servers: ThreadedServer[] = [];
const clients: Client[] = [];

/** Starts a server with a handler of `test/handlers`; `stopAll()` ends it. */
export async function start(
  handler: string,
  options: Omit<ListenOptions, 'handler'> = {},
): Promise<ThreadedServer> {
  const server = await listen({
    handler: new URL(`../handlers/${handler}.ts`, import.meta.url),
    ...options,
  });
  servers.push(server);
  return server;
}

/** Connects to a server; `stopAll()` closes the connection. */
export async function join(server: ThreadedServer): Promise<Client> {
  const client = await connect(server.address.port);
  clients.push(client);
  return client;
}

/** The next event of that name. */
export function next<
  Name extends 'connection' | 'disconnect' | 'reject' | 'crash' | 'unresponsive' | 'log',
>(server: ThreadedServer, name: Name): Promise<ThreadedServerEvents[Name][0]> {
  const { promise, resolve } = Promise.withResolvers<ThreadedServerEvents[Name][0]>();
  (server as EventEmitter).once(name, resolve);
  return promise;
}

/** Waits until main knows of so many clients. */
export async function connected(server: ThreadedServer, count: number): Promise<void> {
  while (server.connections().length !== count) {
    await Promise.race([once(server, 'connection'), once(server, 'disconnect')]);
  }
}

/** Ends everything a test has started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(servers.splice(0).map((server) => server.terminate()));
}
