import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Duplex, PassThrough, Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import echo from '../src/index.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

test('echo() sends back any bytes unchanged, for any chunks', async () => {
  const { port } = await serve();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { maxLength: 10 }),
      async (chunks) => {
        const client = await join(port);
        const all = received(client);
        for (const chunk of chunks) client.write(chunk);
        client.end();
        expect((await all).equals(Buffer.concat(chunks))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test.each([false, true])(
  'echo() sends the rest and ends after a half-close (allowHalfOpen: %p)',
  async (allowHalfOpen) => {
    const { port } = await serve({ allowHalfOpen });
    const client = await join(port);
    const all = received(client);
    const sent = Buffer.alloc(5_000_000, 'echo');
    client.end(sent);
    expect((await all).equals(sent)).toBe(true);
  },
);

test.each([
  [[5], 'Expected `socket` to be a duplex stream, got 5'],
  [[undefined], 'Expected `socket` to be a duplex stream, got undefined'],
  [[new Readable()], 'Expected `socket` to be a duplex stream, got '],
  [[new PassThrough(), { signal: 5 }], 'Expected `context.signal` to be an AbortSignal, got 5'],
])('echo() throws for invalid arguments (%#)', (args, message) => {
  const expected = { code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining(message) };
  expect(() => echo(...(args as [Duplex]))).toThrow(TypeError);
  expect(() => echo(...(args as [Duplex]))).toThrow(expect.objectContaining(expected));
});

test('echo() stops reading from a client that does not read', async () => {
  const { server, port } = await serve();
  const accepted = once(server, 'served');
  const client = await join(port);
  const [served] = (await accepted) as [Socket];
  client.pause();
  let taken = 0;
  served.on('data', (chunk: Buffer) => (taken += chunk.length));
  const sent = 64 * 2 ** 20;
  client.write(Buffer.alloc(sent));
  while (!served.isPaused()) await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBeLessThan(sent);
  expect(served.writableLength).toBeLessThan(2 ** 20);

  // When it reads again, it receives everything.
  let count = 0;
  client.on('data', (chunk: Buffer) => (count += chunk.length)).resume();
  while (count < sent) await once(client, 'data');
  expect(count).toBe(sent);
});

test('echo() ends the connection when its signal aborts', async () => {
  const controller = new AbortController();
  const { port } = await serve({}, { signal: controller.signal });
  const client = await join(port);
  const all = received(client);
  client.write('hello');
  await once(client, 'data');
  controller.abort();
  expect((await all).toString()).toBe('hello');
});

test('echo() ends the connection at once if its signal has already aborted', async () => {
  const { port } = await serve({}, { signal: AbortSignal.abort() });
  const client = await join(port);
  expect((await received(client)).toString()).toBe('');
});

test('echo() sends the pending echo, and reads what the client sends, after the signal aborted', async () => {
  const controller = new AbortController();
  const written: string[] = [];
  const unblocked = Promise.withResolvers<void>();
  const stream = new Duplex({
    highWaterMark: 1,
    read() {},
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      void unblocked.promise.then(() => done());
    },
  });
  const failures: unknown[] = [];
  stream.on('error', (error) => failures.push(error));
  echo(stream, { signal: controller.signal });
  stream.push('before');
  while (!stream.isPaused()) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  stream.push('after');
  stream.push(null);
  await once(stream, 'end');
  unblocked.resolve();
  await once(stream, 'finish');
  expect([written, failures]).toEqual([['before'], []]);
});

test('echo() handles a reset connection', async () => {
  const { server, port } = await serve();
  const accepted = once(server, 'served');
  const reset = await join(port);
  const [served] = (await accepted) as [Socket];
  const gone = new Promise((resolve) => served.once('close', resolve));
  reset.resetAndDestroy();
  await gone;
  const client = await join(port);
  client.end('still here');
  expect((await received(client)).toString()).toBe('still here');
});

test('echo() accepts any duplex stream', async () => {
  const written: string[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  echo(stream);
  stream.push('in memory');
  stream.push(null);
  await once(stream, 'finish');
  expect(written).toEqual(['in memory']);
});

async function serve(
  options: { allowHalfOpen?: boolean } = {},
  context?: { signal: AbortSignal },
): Promise<{ server: Server; port: number }> {
  const server = createServer(options, (socket) => {
    echo(socket, context);
    server.emit('served', socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

async function join(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Resolves with all data received until the end. */
async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}
