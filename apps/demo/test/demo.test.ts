import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';

afterEach(stopDemos);

test('several echo clients each have a thread, and their connections are logged', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('echo');
  const clients = await Promise.all([talk(port, 'one'), talk(port, 'two'), talk(port, 'three')]);
  const threads = new Set<string>();
  for (const id of [1, 2, 3]) {
    threads.add(
      (await demo.says(new RegExp(`echo/${id} t(\\d+) connected from 127\\.0\\.0\\.1:\\d+`)))[1] ??
        '',
    );
  }
  expect(threads.size).toBe(3);
  for (const client of clients) client.end();
  await demo.says(/echo\/2 t\d+ disconnected: end, \d+ bytes in, \d+ out/);
  demo.type('shutdown');
  expect(await demo.status).toBe(0);
});

test('commands from a pipe run in order, and the first failure is the exit status', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('echo');
  await talk(port, 'hello');
  await demo.says(/echo\/1 t\d+ connected/);
  demo.child.stdin.end('clients\nkick echo/7\nkick echo/1\npause echo\nstatus\nshutdown\n');
  expect(await demo.status).toBe(1);
  const order = ['echo/1', 'No client "echo/7"', 'kicked', 'paused', 'shut down'];
  const at = order.map((text) => demo.output.lastIndexOf(text));
  expect(at.every((index) => index !== -1)).toBe(true);
});

test('the end of stdin does not stop the server', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('echo');
  demo.child.stdin.end();
  (await talk(port, 'still there?')).destroy();
  demo.child.kill('SIGTERM');
  expect(await demo.status).toBe(0);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s shuts down gracefully, with exit status 0',
  async (signal) => {
    const demo = new RunningDemo();
    const client = await talk(await demo.port('echo'), 'hello');
    demo.child.kill(signal);
    await once(client, 'end');
    expect(await demo.status).toBe(0);
  },
);

test('the command line takes precedence over the environment, and that over the config file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
  const config = join(folder, 'config.json');
  writeFileSync(config, '{ "echoPort": 1, "host": "127.0.0.2", "history": "memory" }');
  const demo = new RunningDemo(['--config', config], { THREADLINE_ECHO_PORT: '0' });
  await demo.says(/echo listening on 127\.0\.0\.2:\d{4,}/);
});

test('a port in use is refused with 69', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const demo = new RunningDemo(['--echo-port', String(port)]);
  expect(await demo.status).toBe(69);
  expect(demo.output).toContain(`Cannot listen on 127.0.0.1:${port}: the port is in use`);
  other.close();
});

test.each([
  [['--echo-port', 'x'], 2, 'Expected --echo-port to be a whole number from 0 to 65535, got "x"'],
  [
    ['--echo-port', '70000'],
    2,
    'Expected --echo-port to be a whole number from 0 to 65535, got "70000"',
  ],
  [['--max-clients', '0'], 2, 'Expected --max-clients to be a whole number of at least 1, got "0"'],
  [['--ehco-port', '1'], 2, 'Unknown option --ehco-port, did you mean --echo-port?'],
  [['--history', 'paper'], 2, 'Expected --history to be file or memory, got "paper"'],
  [['--config', '/nonexistent.json'], 78, 'Cannot read the config file "/nonexistent.json"'],
])('%p is refused with %p and the reason', async (args, status, message) => {
  const demo = new RunningDemo(args);
  expect(await demo.status).toBe(status);
  expect(demo.output).toContain(message);
});

/** Connects, sends a text, and resolves when it was echoed. */
async function talk(port: number, words: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(words);
  expect(String((await once(socket, 'data'))[0])).toBe(words);
  return socket;
}
