import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

test('inherited sockets are used by name, and take precedence over ports', async () => {
  const chat = await openPort();
  const echo = await openPort();
  const demo = activate([chat, echo], 'chat:echo', ['--chat-port', '1', '--echo-port', '1']);
  // Clients that connect before the start wait in the kernel; they must be logged too.
  const anna = new User(chat.port, 'anna\nannas-password\nannas-password\nhello\n');
  const other = new User(echo.port, 'over and out\n');
  await demo.says(new RegExp(`echo listening on 127.0.0.1:${echo.port}\n`));
  await demo.says(new RegExp(`chat listening on 127.0.0.1:${chat.port}\n`));
  const bob = new User(chat.port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('anna: hello');
  await other.sees('over and out');

  const operator = await Operator.of(demo);
  let names: (string | undefined)[] = [];
  while (!names.includes('anna') || !names.includes('bob')) {
    const clients = await operator.ask<{ name?: string }[]>('clients chat');
    names = clients.map(({ name }) => name);
  }
  const { text: log } = await operator.run('logs -n 100');
  expect(log).toMatch(/echo\/1 t\d+ connected/);
  expect(log).toMatch(/chat\/1 t\d+ connected/);
  await operator.run('pause');
  const late = new User(chat.port, 'carol\n');
  await late.closed;
  expect(late.seen).toBe('Server full, try later\r\n');
  await demo.says(/chat refused 127\.0\.0\.1: the server is paused/);
  anna.socket.write('still here\n');
  await bob.sees('anna: still here');
  await operator.run('resume');
  const carol = new User(chat.port, 'carol\ncarols-password\ncarols-password\n');
  await carol.sees('you are in #lobby');
});

test('unnamed sockets are used for echo and chat, in this order', async () => {
  const [echo, chat] = [await openPort(), await openPort()];
  const demo = activate([echo, chat]);
  expect([await demo.port('echo'), await demo.port('chat')]).toEqual([echo.port, chat.port]);
});

test('an unknown socket is refused with 2, and sockets of another process are ignored', async () => {
  const lost = activate([await openPort(), await openPort()], 'chat:irc');
  expect(await lost.status).toBe(2);
  expect(lost.output).toContain('Cannot use the socket named "irc"');
  const other = new RunningDemo([], { LISTEN_FDS: '1', LISTEN_PID: '1' });
  expect(await other.port('echo')).toBeGreaterThan(0);
});

/** A listening port to pass on. */
interface Port {
  readonly port: number;
  readonly server: Server;
}

async function openPort(): Promise<Port> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

/** Starts the demo with open ports, as a service manager does. */
function activate(
  ports: readonly Port[],
  names?: string,
  args: readonly string[] = [],
): RunningDemo {
  // Node has no public property for a server's descriptor.
  const inherited = ports.map(
    ({ server }) => (server as unknown as { _handle: { fd: number } })._handle.fd,
  );
  const environment = names === undefined ? {} : { LISTEN_FDNAMES: names };
  const demo = new RunningDemo(args, environment, { inherited });
  for (const { server } of ports) server.close();
  return demo;
}
