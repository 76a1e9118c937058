import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { HistoryPart } from '../src/history/query.ts';
import type { HubOptions } from '../src/hub/hub-options.ts';
import { Hub, MemoryHistory, type Message } from '../src/index.ts';
import { isSaid, post, Thread } from './support/thread.ts';

let hub: Hub;
afterEach(() => hub.close());

function open(options: Partial<HubOptions> = {}): Hub {
  hub = new Hub({ history: new MemoryHistory(), flood: 'off', ...options });
  return hub;
}

describe('Hub', () => {
  test('does not drop a thread for a batch just sent, and makes it retry later', async () => {
    const history = new MemoryHistory();
    for (let id = 1; id <= 1000; id += 1) history.append(longMessage(id));
    history.commit();
    open({ history, maxThreadBytes: 100_000 });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    const request = { type: 'history', session: anna, with: 'lobby', limit: 1000 } as const;
    thread.turn(
      ...Array.from({ length: 9 }, (_, id) => ({
        type: 'request' as const,
        id: 100 + id,
        request,
      })),
    );
    await thread.find((event) => 'id' in event && event.id === 108);
    const answers = thread.events.filter(({ type }) => type === 'response' || type === 'failed');
    expect(answers.filter(({ type }) => type === 'response').length).toBeGreaterThan(1);
    expect(answers.at(-1)).toMatchObject({ type: 'failed', code: 'ERR_CHAT_FULL' });
    expect(hub.stats()).toMatchObject({ slowThreads: 0, sessions: 1 });
    const last = (answers.at(-2) ?? answers.at(0)) as unknown as {
      value?: { messages: Message[] };
    };
    expect(last.value === undefined || last.value.messages.length < 1000).toBe(true);
  });

  test('limits a history response in bytes, to the newest messages or to the oldest if requested', async () => {
    const history = new MemoryHistory();
    for (let id = 1; id <= 1000; id += 1) history.append(longMessage(id));
    history.commit();
    open({ history });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    const ids = async (take: 'oldest' | 'newest'): Promise<number[]> => {
      const request = { type: 'history', session: anna, with: 'lobby', limit: 1000, take } as const;
      const found: number[] = [];
      let value: HistoryPart | undefined;
      do {
        const cursor = value?.next;
        const answer = await thread.request(cursor ? { ...request, cursor } : request);
        value = (answer as unknown as { value: HistoryPart }).value;
        expect(JSON.stringify(value).length).toBeLessThan(24_576);
        found.push(...value.messages.map(({ id }) => id));
      } while (value.next);
      return found;
    };
    const newest = await ids('newest');
    expect(newest.at(-1)).toBe(1000);
    expect(newest[0]).toBe(1001 - newest.length);
    expect(newest.length).toBeGreaterThan(300);
    expect(newest.length).toBeLessThan(500);
    const oldest = await ids('oldest');
    expect([oldest[0], oldest.at(-1)]).toEqual([1, newest.length]);
  });

  test('keeps working if the history cannot be trimmed, and logs it at most once a second', async () => {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'],
    });
    try {
      const history = new MemoryHistory();
      history.trim = () => {
        throw new Error('database is locked');
      };
      const logged: unknown[][] = [];
      open({ history, log: (...line) => void logged.push(line) });
      const thread = new Thread(hub.connect());
      const anna = await thread.enter('anna');
      thread.turn(post(anna, 'before'));
      jest.advanceTimersByTime(180_000);
      const errors = logged.filter(([level]) => level === 'error');
      expect(errors).toEqual([['error', 'not done', { reason: 'database is locked' }]]);
      thread.turn(post(anna, 'after'));
      await thread.find(isSaid('after'));
      expect(thread.events.some(isSaid('before'))).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  test('admits every session to the lobby, even at the room limit', async () => {
    open({ maxRooms: 2 });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    await thread.request({ type: 'join', session: anna, room: 'one' });
    await thread.request({ type: 'part', session: anna, room: 'lobby', reason: '' });
    await thread.request({ type: 'join', session: anna, room: 'two' });
    await thread.enter('bea');
    expect(hub.stats()).toMatchObject({ sessions: 2, rooms: 3 });
  });

  test('sends no join event for an account that is already in the room', async () => {
    open();
    const thread = new Thread(hub.connect());
    const session = await thread.enter('anna');
    const again = await thread.request({ type: 'join', session, room: 'lobby', names: true });
    expect(again).toMatchObject({ value: { alreadyMember: true } });
    expect((again as unknown as { value: object }).value).not.toHaveProperty('names');
  });

  test('sends no notices to threads without a session', async () => {
    open();
    const [idle, busy] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await busy.enter('anna');
    await idle.request({ type: 'check-address', address: 'x' });
    for (let index = 0; index < 10; index += 1) hub.announce(`notice ${index}`);
    hub.setFlood('off');
    await busy.find(({ type }) => type === 'settings');
    await idle.request({ type: 'check-address', address: 'x' });
    expect(busy.events.filter(({ type }) => type === 'notice')).toHaveLength(10);
    expect(idle.events.map(({ type }) => type)).toEqual(['response', 'response']);
    busy.turn({ type: 'leave', session: anna, reason: '', code: 'quit' });
    await busy.request({ type: 'check-address', address: 'x' });
    hub.announce('to nobody');
    await busy.request({ type: 'check-address', address: 'x' });
    expect(busy.events.filter(({ type }) => type === 'notice')).toHaveLength(10);
  });

  test('rejects a motd above the size limit', () => {
    const long = Array.from({ length: 200 }, () => 'x'.repeat(100));
    expect(() => open({ motd: long })).toThrow(RangeError);
    open({ motd: long.slice(0, 100) });
    expect(() => hub.setMotd(long)).toThrow('Expected `motd` to be at most 16384 bytes, got 20199');
  });

  test('keeps a muted account from sending text in any other field', async () => {
    open();
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const op = await one.enter('op', { roles: ['operator'] });
    const bea = await two.enter('bea');
    await one.request({ type: 'mute', session: op, account: 'bea', forMs: 60_000 });
    const muted = { type: 'failed', code: 'ERR_CHAT_MUTED' };
    expect(await two.request({ type: 'away', session: bea, text: 'BUY' })).toMatchObject(muted);
    expect(await two.request({ type: 'real-name', session: bea, text: 'BUY' })).toMatchObject(
      muted,
    );
    expect(await two.request({ type: 'away', session: bea, text: undefined })).toMatchObject({
      type: 'response',
    });
    await two.request({ type: 'part', session: bea, room: 'lobby', reason: 'BUY' });
    const parted = await one.find(({ type }) => type === 'parted');
    expect(parted).toMatchObject({ account: 'bea', reason: '' });
  });

  test.each([
    ['2001:DB8:0::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('ban() of %s refuses logins from %s', async (target, address) => {
    open();
    const thread = new Thread(hub.connect());
    await thread.enter('anna', { address });
    hub.ban(target);
    await thread.find(({ type }) => type === 'end');
    await expect(thread.enter('bea', { address })).rejects.toMatchObject({
      code: 'ERR_CHAT_BANNED',
    });
    expect(hub.unban(address)).toBe(true);
    await thread.enter('bea', { address });
  });

  test('does not give a guest the name of another user', async () => {
    open();
    const thread = new Thread(hub.connect());
    await thread.enter('Guest-1', { by: 'guest' });
    await expect(thread.enter('guest-1', { by: 'guest' })).rejects.toMatchObject({
      code: 'ERR_CHAT_FULL',
    });
    expect(hub.stats().sessions).toBe(1);
  });

  test('delivers a private message to oneself', async () => {
    open();
    const thread = new Thread(hub.connect());
    const session = await thread.enter('anna');
    await thread.request({
      type: 'private-message',
      session,
      to: 'anna',
      kind: 'message',
      text: 'note to self',
    });
    const told = await thread.find(({ type }) => type === 'private-message');
    expect(told).toMatchObject({ text: 'note to self', sessions: [session] });
  });
});

function longMessage(id: number): Message {
  const text = 'x'.repeat(1024);
  return { id, at: id, conversation: '#lobby', account: 'anna', kind: 'message', text };
}
