import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Handshakes, type HandshakeWorker } from '../src/listener/handshakes.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('Handshakes ends the newest beyond 64 per address, or the oldest once it is a second old', () => {
  const { begin, ended } = handshakes();
  begin(1, 64, () => '192.0.2.1');
  expect(ended).toEqual([]);
  begin(65, 65, () => '192.0.2.1');
  expect(ended).toEqual([65]);
  begin(66, 66, () => '192.0.2.2');
  expect(ended).toEqual([65]);
  jest.advanceTimersByTime(1000);
  begin(67, 67, () => '192.0.2.1');
  expect(ended).toEqual([65, 1]);
});

test('Handshakes counts an IPv6 /64 as one address', () => {
  const { begin, ended } = handshakes();
  begin(1, 65, (id) => `2001:db8::${id.toString(16)}`);
  expect(ended).toEqual([65]);
});

test('Handshakes limits loopback clients only in total, to 1,024', () => {
  const { begin, ended } = handshakes();
  begin(1, 1024, () => '127.0.0.1');
  expect(ended).toEqual([]);
  begin(1025, 1025, () => '127.0.0.1');
  expect(ended).toEqual([1025]);
});

test('Handshakes does not count a handshake that has ended', () => {
  const { begin, ended, all } = handshakes();
  begin(1, 64, () => '192.0.2.1');
  all.end(7);
  begin(65, 65, () => '192.0.2.1');
  expect(ended).toEqual([]);
});

test('Handshakes does not count a handshake that was ended because of the total', () => {
  const { begin, ended, all } = handshakes();
  begin(1, 1024, () => '127.0.0.1');
  begin(1025, 1088, () => '192.0.2.1');
  expect(ended).toHaveLength(64);
  all.end(1);
  begin(1089, 1089, () => '192.0.2.1');
  expect(ended).toHaveLength(64);
});

function handshakes(): {
  all: Handshakes;
  begin: (first: number, last: number, address: (id: number) => string) => void;
  ended: number[];
} {
  const all = new Handshakes();
  const ended: number[] = [];
  const worker: HandshakeWorker = {
    handshakes: new Map(),
    post: (message) => {
      if (message.type === 'end-handshake') ended.push(message.id);
    },
  };
  const begin = (first: number, last: number, address: (id: number) => string): void => {
    for (let id = first; id <= last; id++) all.begin(worker, { id, remoteAddress: address(id) });
  };
  return { all, begin, ended };
}
