import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import { decodeBatch, type HubEvent } from '../src/protocol/events.ts';
import type { HubOptions } from '../src/hub/hub-options.ts';
import { Hub, MemoryHistory, type Message } from '../src/index.ts';
import { read } from './support/read.ts';
import { enterRequest, isSaid, post, Thread } from './support/thread.ts';

let hub: Hub;
afterEach(() => hub.close());

function open(options: Partial<HubOptions> = {}): Hub {
  hub = new Hub({ history: new MemoryHistory(), flood: 'off', ...options });
  return hub;
}

describe('Hub', () => {
  test('sends one batch per turn to each thread, and none to a thread without members in the room', async () => {
    open();
    const [one, two, idle] = [
      new Thread(hub.connect()),
      new Thread(hub.connect()),
      new Thread(hub.connect()),
    ];
    const anna = await one.enter('anna');
    const bea = await two.enter('bea');
    await two.request({ type: 'check-address', address: '10.0.0.2' });
    const before = [one.batches.length, two.batches.length];
    one.turn(...Array.from({ length: 50 }, (_, index) => post(anna, `line ${index}`)));
    await two.find(isSaid('line 49'));
    expect(two.batches.length).toBe((before[1] ?? 0) + 1);
    expect(one.batches.length).toBe((before[0] ?? 0) + 1);
    expect(decodeBatch(two.batches.at(-1)?.events ?? '[]')).toHaveLength(50);
    expect(idle.batches).toEqual([]);
    expect(bea).not.toBe(anna);
  });

  test('numbers messages across all rooms, with times that never decrease', async () => {
    const times = [1000, 900, 1100, 500];
    open({ now: () => times.shift() ?? 0 });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    await thread.request({ type: 'join', session: anna, room: 'garden' });
    thread.turn(post(anna, 'a'), post(anna, 'b', 'garden'), post(anna, 'c'));
    await thread.find(isSaid('c'));
    const said = thread.events.filter((event) => event.type === 'message');
    expect(said.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(said.every(({ at }, index) => at >= (said[index - 1]?.at ?? 0))).toBe(true);
  });

  test('delivers nothing that could not be stored, sends the sender an error, and keeps working', async () => {
    const history = new MemoryHistory();
    let full = false;
    const commit = history.commit.bind(history);
    history.commit = () => {
      if (full) throw new Error('disk is full');
      return commit();
    };
    const logged: string[] = [];
    open({ history, log: (_level, message) => void logged.push(message) });
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await one.enter('anna');
    await two.enter('bea');
    full = true;
    one.turn(post(anna, 'lost'));
    const refused = await one.find(({ type }) => type === 'refused');
    expect(refused).toMatchObject({ session: anna, code: 'ERR_CHAT_HISTORY_FAILED' });
    full = false;
    one.turn(post(anna, 'kept'));
    await two.find(isSaid('kept'));
    expect(two.events.some(isSaid('lost'))).toBe(false);
    expect(
      (await read(history, { conversation: '#lobby', limit: 9 })).map(({ text }) => text),
    ).toEqual(['kept']);
    expect(logged).toEqual(['history not written', 'history written again']);
    expect(hub.stats().failedTurns).toBe(1);
  });

  test('stores a message before delivering it', async () => {
    const history = new MemoryHistory();
    let committed = 0;
    const commit = history.commit.bind(history);
    history.commit = () => {
      const written = commit();
      committed = history.lastId;
      return written;
    };
    open({ history });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    thread.turn(post(anna, 'one'), post(anna, 'two'));
    const said = (await thread.find(isSaid('two'))) as HubEvent & { type: 'message' };
    expect(committed).toBeGreaterThanOrEqual(said.id);
  });

  test('replays messages on joining without a gap or a duplicate before the first live one', async () => {
    open({ replay: 1000 });
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await one.enter('anna');
    const ids: number[] = [];
    for (let line = 0; line < 200; line += 1) {
      one.turn(post(anna, `line ${line}`));
      if (line === 100) {
        const answer = await two.request(enterRequest('bea'));
        const { room } = (answer as unknown as { value: { room: { replay: Message[] } } }).value;
        ids.push(...room.replay.map(({ id }) => id));
      }
    }
    await two.find(isSaid('line 199'));
    ids.push(...two.events.flatMap((event) => (event.type === 'message' ? [event.id] : [])));
    expect(ids).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  test('drops only the thread that cannot keep up', async () => {
    const logged: string[] = [];
    open({
      maxThreadBytes: 100_000,
      flood: 'off',
      log: (_level, message) => void logged.push(message),
    });
    const [one, stuck] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await one.enter('anna');
    await stuck.enter('bea');
    for (let round = 0; !stuck.closed; round += 1) {
      one.turn(post(anna, 'x'.repeat(1000)));
      await one.find(({ type }) => type === 'message');
      await new Promise(setImmediate);
    }
    one.turn(post(anna, 'still here'));
    await one.find(isSaid('still here'));
    await one.find((event) => event.type === 'parted' && event.account === 'bea');
    expect(hub.stats()).toMatchObject({ threads: 1, sessions: 1, slowThreads: 1 });
    expect(logged).toEqual(['client thread dropped: it cannot keep up with the hub']);
  });

  test('ends the sessions of a thread that ends', async () => {
    open();
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    await one.enter('anna');
    await two.enter('bea');
    two.port.close();
    await one.find((event) => event.type === 'parted' && event.account === 'bea');
    expect(hub.stats()).toMatchObject({ threads: 1, sessions: 1, closed: { lost: 1 } });
  });

  test('refuses requests for a session of another thread', async () => {
    open();
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await one.enter('anna');
    await two.enter('bea');
    two.turn(post(anna, 'forged'), { type: 'leave', session: anna, reason: '', code: 'quit' });
    expect(await two.request({ type: 'rooms', session: anna })).toMatchObject({
      code: 'ERR_CHAT_CLOSED',
    });
    expect(two.events.some(isSaid('forged'))).toBe(false);
    expect(hub.stats().sessions).toBe(2);
  });

  test('limits rooms, rooms per session and sessions per account', async () => {
    open({ maxRooms: 3, maxRoomsPerSession: 2, maxSessionsPerAccount: 2 });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    const bea = await thread.enter('bea');
    const join = (session: number, room: string) => thread.request({ type: 'join', session, room });
    expect(await join(anna, 'one')).toMatchObject({ type: 'response' });
    expect(await join(anna, 'two')).toMatchObject({ code: 'ERR_CHAT_FULL' });
    expect(await join(bea, 'two')).toMatchObject({ type: 'response' });
    expect(hub.stats().rooms).toBe(3);
    const carl = await thread.enter('carl');
    expect(await join(carl, 'three')).toMatchObject({ code: 'ERR_CHAT_FULL' });
    await thread.enter('anna');
    await thread.enter('anna');
    const end = await thread.find(({ type }) => type === 'end');
    expect(end).toMatchObject({ session: anna, reason: 'taken over by a newer session' });
    expect(hub.stats()).toMatchObject({ sessions: 4, accounts: 3 });
  });

  test('keeps bans and topics across a restart', async () => {
    const history = new MemoryHistory();
    open({ history });
    const thread = new Thread(hub.connect());
    const op = await thread.enter('op', { roles: ['operator'] });
    await thread.request({ type: 'topic', session: op, room: 'lobby', text: 'apples' });
    await thread.request({ type: 'ban', session: op, target: 'Bea', forMs: undefined, reason: '' });
    hub.close();
    open({ history });
    const next = new Thread(hub.connect());
    await expect(next.enter('bea')).rejects.toMatchObject({ code: 'ERR_CHAT_BANNED' });
    expect(await next.request(enterRequest('op'))).toMatchObject({
      value: { room: { topic: 'apples', topicBy: 'op' } },
    });
  });

  test('close() ends the turn first, closes every port, and can be called again', async () => {
    const history = new MemoryHistory();
    open({ history });
    const thread = new Thread(hub.connect());
    await thread.enter('anna');
    hub.close();
    hub.close();
    await thread.gone();
    const { port1, port2 } = new MessageChannel();
    hub.attach(port1);
    const late = new Thread(port2);
    await late.gone();
    expect(late.closed).toBe(true);
  });
});
