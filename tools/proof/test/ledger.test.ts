import { beforeEach, expect, test } from '@jest/globals';
import { Ledger } from '../src/chaos/ledger.ts';
import type { ServerEvent } from '../src/chaos/faulty-demo.ts';

let ledger: Ledger;
const take = (event: ServerEvent): void => ledger.take(JSON.stringify(event));

beforeEach(() => {
  ledger = new Ledger();
  take({ event: 'connection', id: 1, threadId: 5, remotePort: 1001 });
  take({ event: 'connection', id: 2, threadId: 5, remotePort: 1002 });
  ledger.take('chat listening on 127.0.0.1:7');
});

test('Ledger.find() knows a client by its port', () => {
  expect(ledger.find(1002)).toMatchObject({ id: 2, threadId: 5 });
  expect(ledger.find(9)).toBeUndefined();
});

test('Ledger.innocents() tells of a client that went though nothing was done to it', () => {
  ledger.doomClient(1);
  take({ event: 'disconnect', id: 1, reason: 'kick' });
  expect(ledger.innocents()).toEqual([]);
  take({ event: 'disconnect', id: 2, reason: 'crash' });
  expect(ledger.innocents()).toEqual(['client 2 on thread 5 went by "crash"']);
});

test('Ledger.innocents() tells of a thread that went by itself', () => {
  take({ event: 'crash', threadId: 5, message: 'boom' });
  take({ event: 'unresponsive', threadId: 6, silentMs: 2000.4 });
  expect(ledger.innocents()).toEqual(['thread 5 went: boom', 'thread 6 went: silent for 2000 ms']);
  ledger.doomThread(5, 'throw');
  ledger.doomThread(6, 'loop');
  expect(ledger.innocents()).toEqual([]);
});

test('Ledger.survivors() tells of clients left on a thread that was brought down', () => {
  ledger.doomThread(5, 'loop by client 1');
  take({ event: 'disconnect', id: 1, reason: 'unresponsive' });
  expect(ledger.survivors()).toEqual(['client 2 is still on thread 5: loop by client 1']);
});
