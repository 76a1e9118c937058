import { afterEach, expect, test } from '@jest/globals';
import { listen, type ListenOptions } from '../src/index.ts';
import { join, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test.each([
  [{ port: '7000' }, "Expected `port` to be a whole number from 0 to 65535, got '7000'"],
  [{ port: null }, 'Expected `port` to be a whole number from 0 to 65535, got null'],
  [
    { maxConnections: '3' },
    "Expected `maxConnections` to be a whole number of at least 1, got '3'",
  ],
  [{ maxthreads: 3 }, 'Unknown option `maxthreads`: did you mean `maxThreads`?'],
  [{ idleTimeout: 3 }, 'Unknown option `idleTimeout`: did you mean `idleTimeoutMs`?'],
  [{ colour: 'red' }, 'Unknown option `colour`'],
  [{ allowHalfOpen: 'no' }, "Expected `allowHalfOpen` to be true or false, got 'no'"],
  [{ reuseThreads: 0 }, 'Expected `reuseThreads` to be true or false, got 0'],
  [{ host: ['::1'] }, "Expected `host` to be an address or a name, got [ '::1' ]"],
  [{ services: { hub: 5 } }, 'Expected `services.hub` to be a MessagePort, got 5'],
  [{ services: 'hub' }, "Expected `services` to be ports by name, got 'hub'"],
  [{ tls: { keys: 'k', cert: 'c' } }, 'Unknown option `tls.keys`: did you mean `tls.key`?'],
])('listen() refuses the options %j', async (options, message) => {
  await expect(start('echo', options as object)).rejects.toThrow(message);
});

test.each([
  [{ handler: undefined }, 'ERR_INVALID_ARG_TYPE'],
  [{ port: '7000' }, 'ERR_OUT_OF_RANGE'],
  [{ host: '' }, 'ERR_INVALID_ARG_TYPE'],
  [{ refusal: 'a\nb' }, 'ERR_INVALID_ARG_TYPE'],
  [{ services: { hub: {} } }, 'ERR_INVALID_ARG_TYPE'],
  [{ tls: true }, 'ERR_INVALID_ARG_TYPE'],
  [{ tls: { key: '', cert: '' } }, 'ERR_INVALID_ARG_TYPE'],
  [{ data: () => 1 }, 'ERR_INVALID_ARG_VALUE'],
  [{ fd: 3, port: 7000 }, 'ERR_INVALID_ARG_VALUE'],
])('listen() rejects the options %j with a code', async (options, code) => {
  await expect(start('echo', options as object)).rejects.toMatchObject({ code });
});

test('drain() and close() reject unknown options and an invalid signal', async () => {
  const server = await start('echo');
  const unknown = { timeout: 5 } as object;
  await expect(server.drain(unknown)).rejects.toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
    message: 'Unknown option `timeout`: did you mean `timeoutMs`?',
  });
  await expect(server.drain({ signal: 5 } as object)).rejects.toMatchObject({
    code: 'ERR_INVALID_ARG_TYPE',
    message: 'Expected `signal` to be an AbortSignal, got 5',
  });
  expect(() => server.close({ grace: 5 } as object)).toThrow('did you mean `graceMs`?');
  expect((await server.status()).listening).toBe(true);
});

test.each([
  [['x'], "Expected `id` to be an integer, got 'x'", 'ERR_INVALID_ARG_TYPE'],
  [[undefined], 'Expected `id` to be an integer, got undefined', 'ERR_INVALID_ARG_TYPE'],
  [[1.5], 'Expected `id` to be an integer, got 1.5', 'ERR_INVALID_ARG_TYPE'],
  [[1, { bogus: 5 }], 'Unknown option `bogus`', 'ERR_INVALID_ARG_VALUE'],
  [[1, null], 'Expected the options to be an object, got null', 'ERR_INVALID_ARG_TYPE'],
  [[1, { reason: 5 }], 'Expected `reason` to be a string, got 5', 'ERR_INVALID_ARG_TYPE'],
])('kick(...%j) rejects and kicks nobody', async (args, message, code) => {
  const server = await start('echo');
  const client = await join(server);
  await client.echo('hello');
  const kick = server.kick(...(args as [number, object]));
  await expect(kick).rejects.toMatchObject({ name: 'TypeError', message, code });
  await client.echo('still here');
});

test('endThread() rejects an id that is not an integer', async () => {
  const server = await start('echo');
  await expect(server.endThread('1' as unknown as number)).rejects.toMatchObject({
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message: "Expected `threadId` to be an integer, got '1'",
  });
});

test.each([undefined, './handler.js'])('listen(%j) requires an object', async (options) => {
  await expect(listen(options as unknown as ListenOptions)).rejects.toThrow(
    'Expected the options to be an object, got ',
  );
});

test.each([
  [{ rooms: { open: () => true } }, '`data.rooms.open`'],
  [{ 'a-b': Symbol('x') }, '`data["a-b"]`'],
  [[1, () => 2], '`data["1"]`'],
  [() => 1, '`data`'],
])('listen() says what in data %j can not be cloned', async (data, where) => {
  await expect(start('echo', { data })).rejects.toThrow(
    `Cannot clone ${where} into the client threads: `,
  );
});

test('setLimits() rejects an unknown limit', async () => {
  const server = await start('echo');
  await expect(server.setLimits({ maxConnection: 3 } as object)).rejects.toThrow(
    'Unknown option `maxConnection`: did you mean `maxConnections`?',
  );
});

test('an IPv6 host may be in brackets', async () => {
  const server = await start('echo', { host: '[::1]' });
  expect(server.address.address).toBe('::1');
});

test('listen() with a misspelled option reserves no threads', async () => {
  await expect(start('echo', { prot: 1 } as object)).rejects.toThrow('did you mean `port`?');
  const server = await start('echo');
  await (await join(server)).echo('hello');
});
