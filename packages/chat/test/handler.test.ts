import { Duplex } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import handler from '../src/handler.ts';
import { type Authenticator, Hub, MemoryHistory } from '../src/index.ts';
import { contextOf } from '../src/session/context.ts';
import { fakeAccounts } from './support/fake-accounts.ts';

/** An accounts service that answers calls over a port, like the thread of an accounts file. */
function serveAccounts(accounts: Authenticator): MessagePort {
  const { port1, port2 } = new MessageChannel();
  type Call = { id: number; method: keyof Authenticator; args: [never, never, never, never] };
  port1.on('message', ({ id, method, args }: Call) => {
    accounts[method](...args).then(
      (value) => port1.postMessage({ type: 'result', id, value }),
      ({ code, message, retryAfterMs }: Error & { code: string; retryAfterMs?: number }) =>
        port1.postMessage({ type: 'error', id, code, message, retryAfterMs }),
    );
  });
  port1.unref();
  return port2;
}

test('the handler module serves a client through its service ports and releases all resources', async () => {
  const hub = new Hub({ history: new MemoryHistory() });
  const services = { hub: hub.connect(), accounts: serveAccounts(fakeAccounts()) };
  const screen: string[] = [];
  const socket = new Duplex({
    read() {},
    write: (chunk: Buffer, _encoding, done) => (screen.push(chunk.toString()), done()),
  });
  const data = { chat: { greeting: 'Good evening.' } };
  const served = handler(socket, { ...contextOf(socket), services, data });
  socket.push('anna\nsecret-pass\nsecret-pass\n/who\n/quit\n');
  socket.push(null);
  await served;
  expect(screen.join('')).toMatch(/^Good evening\.\r\n[^]*in #lobby \(1\): anna\r\n-- bye\r\n$/);
  await new Promise(setImmediate);
  expect(Object.values(services).map((port) => port.listenerCount('message'))).toEqual([0, 0]);
  expect(Object.values(services).some((port) => port.hasRef())).toBe(false);
  hub.close();
});

test('the handler retires its thread when the hub connection is lost', async () => {
  const hub = new Hub({ history: new MemoryHistory() });
  const services = { hub: hub.connect(), accounts: serveAccounts(fakeAccounts()) };
  let retired = 0;
  const serve = (): { text: () => string; served: Promise<void>; socket: Duplex } => {
    const screen: string[] = [];
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      screen.push(chunk.toString());
      done();
    };
    const socket = new Duplex({ read() {}, write });
    const context = { ...contextOf(socket), services, retire: () => void (retired += 1) };
    return { text: () => screen.join(''), served: handler(socket, context), socket };
  };
  const first = serve();
  first.socket.push('anna\nsecret-pass\nsecret-pass\n');
  while (!first.text().includes('#lobby')) await new Promise(setImmediate);
  expect(retired).toBe(0);
  hub.close();
  await first.served;
  expect(first.text()).toMatch(/chat is closed/i);
  expect(retired).toBe(1);
  const second = serve();
  second.socket.push('bea\n');
  await second.served;
  expect(retired).toBe(2);
});

test('the handler module names a missing service in its error', () => {
  const socket = new Duplex();
  expect(() => handler(socket, contextOf(socket))).toThrow('a service `hub`');
});

test('the handler module reports that login is not available once the accounts are closed', async () => {
  const hub = new Hub({ history: new MemoryHistory() });
  const accounts = fakeAccounts();
  const pending = Promise.withResolvers<void>();
  accounts.checkName = () => new Promise(() => pending.resolve());
  const services = { hub: hub.connect(), accounts: serveAccounts(accounts) };
  const screen: string[] = [];
  const socket = new Duplex({
    read() {},
    write: (chunk: Buffer, _encoding, done) => (screen.push(chunk.toString()), done()),
  });
  const served = handler(socket, { ...contextOf(socket), services });
  socket.push('anna\n');
  await pending.promise;
  services.accounts.close();
  while (!screen.join('').includes('Login is not available')) await new Promise(setImmediate);
  socket.push(null);
  await served;
  hub.close();
});
