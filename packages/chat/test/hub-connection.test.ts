import { MessageChannel } from 'node:worker_threads';
import { describe, expect, jest, test } from '@jest/globals';
import { Hub, MemoryHistory } from '../src/index.ts';
import type { FromHub, ToHub } from '../src/protocol/messages.ts';
import type { ConnectedSession } from '../src/thread/receiver.ts';
import { hubConnection } from '../src/thread/hub-connection.ts';

describe('hubConnection()', () => {
  test('returns one connection per port and listens only while it is in use', async () => {
    const hub = new Hub({ history: new MemoryHistory() });
    const port = hub.connect();
    const connection = hubConnection(port);
    expect(hubConnection(port)).toBe(connection);
    expect([port.listenerCount('message'), port.hasRef()]).toEqual([0, false]);
    const answer = connection.request<'check-address'>({ type: 'check-address', address: 'x' });
    expect([port.listenerCount('message'), port.hasRef()]).toEqual([1, true]);
    await answer;
    await new Promise(setImmediate);
    expect([port.listenerCount('message'), port.hasRef()]).toEqual([0, false]);
    await connection.request<'check-address'>({ type: 'check-address', address: 'x' });
    hub.close();
  });

  test('sends the requests of one turn as one message', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    for (let line = 0; line < 10; line += 1) {
      connection.send({ type: 'post', session: 1, room: 'lobby', kind: 'message', text: 'x' });
    }
    const turn = await new Promise<ToHub>((resolve) => port1.once('message', resolve));
    expect(turn.actions).toHaveLength(10);
    port1.close();
  });

  test('is congested while the hub cannot keep up', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    for (let line = 0; line < 1000; line += 1) {
      connection.send({ type: 'post', session: 1, room: 'lobby', kind: 'message', text: 'x' });
    }
    expect(connection.congested).toBe(true);
    const pending = connection.request({ type: 'rooms', session: 1 }).catch(() => {});
    port1.once('message', ({ actions }: ToHub) => {
      port1.postMessage({ type: 'batch', number: 1, processed: actions.length, events: '[]' });
    });
    await connection.drained();
    expect(connection.congested).toBe(false);
    port1.close();
    await pending;
  });

  test('processes all received batches in order and writes once', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    const done: string[] = [];
    connection.fanOut.flush = () => void done.push('written');
    const session = (number: number) =>
      ({ number, notice: (text: string) => void done.push(text) }) as unknown as ConnectedSession;
    const one = session(1);
    connection.register(one);
    // It listens because a request is pending.
    connection.send({ type: 'leave', session: 2, reason: '', code: 'quit' });
    for (const number of [1, 2, 3]) {
      const said = { room: 'lobby', renderers: [0], texts: ['as it is'] };
      const events = JSON.stringify([{ type: 'notice', text: `notice ${number}` }]);
      port1.postMessage({
        type: 'batch',
        number,
        processed: 0,
        events: '[]',
        messages: said,
      } satisfies FromHub);
      port1.postMessage({ type: 'batch', number, processed: 0, events } satisfies FromHub);
    }
    while (done.length < 4) await new Promise(setImmediate);
    expect(done.slice(0, 4)).toEqual(['notice 1', 'notice 2', 'notice 3', 'written']);
    connection.release(one);
    port1.close();
  });

  test('rejects requests when the hub ends, and after it has ended', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    const gone = { code: 'ERR_CHAT_HUB_GONE' };
    const asked = connection.request({ type: 'rooms', session: 1 });
    port1.close();
    await expect(asked).rejects.toMatchObject(gone);
    await expect(connection.request({ type: 'rooms', session: 1 })).rejects.toMatchObject(gone);
  });

  test('closes when the hub is silent for too long, and sends its sessions a last line', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const { port1, port2 } = new MessageChannel();
      const connection = hubConnection(port2);
      const ended: string[] = [];
      connection.register({
        number: 1,
        ended: (reason: string) => void ended.push(reason),
      } as unknown as ConnectedSession);
      let number = 0;
      // The hub first acknowledges batches without answering, then does not even acknowledge them.
      const take = ({ actions }: ToHub): void => {
        number += actions.length;
        port1.postMessage({
          type: 'batch',
          number,
          processed: number,
          events: '[]',
        } satisfies FromHub);
      };
      port1.on('message', take);
      const asked = connection.request({ type: 'count' }).catch((error: unknown) => error);
      for (let elapsed = 0; elapsed < 100; elapsed += 5) {
        for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
        jest.advanceTimersByTime(5000);
      }
      expect([ended, connection.gone]).toEqual([[], false]);
      port1.off('message', take);
      const second = connection.request({ type: 'count' }).catch((error: unknown) => error);
      for (let elapsed = 0; elapsed < 35 && !connection.gone; elapsed += 1) {
        for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
        jest.advanceTimersByTime(1000);
      }
      expect(await Promise.all([asked, second])).toMatchObject([
        { code: 'ERR_CHAT_HUB_GONE' },
        { code: 'ERR_CHAT_HUB_GONE' },
      ]);
      expect([ended, connection.gone]).toEqual([['the chat is closed'], true]);
      port1.close();
    } finally {
      jest.useRealTimers();
    }
  });
});
