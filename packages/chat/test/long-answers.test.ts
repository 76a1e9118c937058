import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createHandler, Hub, MemoryHistory } from '../src/index.ts';
import { contextOf } from '../src/session/context.ts';
import { fakeAccounts } from './support/fake-accounts.ts';

/** A client that reads steadily at this many bytes per millisecond. */
function slowClient(bytesPerMs: number): { socket: Duplex; text: () => string } {
  let text = '';
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      setTimeout(() => {
        text += chunk.toString();
        done();
      }, chunk.length / bytesPerMs);
    },
  });
  return { socket, text: () => text };
}

test('a slow client that keeps reading is not closed for the long responses it requested', async () => {
  const history = new MemoryHistory();
  for (let id = 1; id <= 1000; id += 1) {
    const text = `${id} ${'x'.repeat(600)}`;
    history.append({ id, at: id, conversation: '#lobby', account: 'bea', kind: 'message', text });
  }
  history.commit();
  const hub = new Hub({ history, flood: 'off', replay: 0 });
  const handler = createHandler({ hub: hub.connect(), authenticator: fakeAccounts() });
  const anna = slowClient(2000);
  const bea = slowClient(100_000);
  const served = [
    handler(anna.socket, contextOf(anna.socket)),
    handler(bea.socket, contextOf(bea.socket)),
  ];
  bea.socket.push('bea\nsecret-pass\nsecret-pass\n');
  anna.socket.push('anna\nsecret-pass\nsecret-pass\n/history 1000\n/history 1000\nhello\n');
  const tick = setInterval(() => bea.socket.push('talk\n'), 5);
  while (!bea.text().includes('anna: hello') && hub.stats().closed.slow === 0)
    await new Promise((done) => setTimeout(done, 20));
  clearInterval(tick);
  expect(anna.text().split('bea: 1000 x')).toHaveLength(3);
  expect(hub.stats().closed.slow).toBe(0);
  for (const { socket } of [anna, bea]) socket.push('/quit\n');
  await Promise.all(served);
  hub.close();
});
