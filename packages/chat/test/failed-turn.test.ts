import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HubEvent } from '../src/protocol/events.ts';
import { Hub, MemoryHistory } from '../src/index.ts';
import { enterRequest, isSaid, post, Thread } from './support/thread.ts';

let hub: Hub;
let full: boolean;
let history: MemoryHistory;

beforeEach(() => {
  full = false;
  history = new MemoryHistory();
  const commit = history.commit.bind(history);
  history.commit = () => {
    if (full) throw new Error('disk is full');
    return commit();
  };
  hub = new Hub({ history, keepPrivate: true });
});
afterEach(() => {
  full = false;
  hub.close();
});

const failed = { type: 'failed', code: 'ERR_CHAT_HISTORY_FAILED' };

test('Hub delivers nothing of a turn that cannot be committed', async () => {
  const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
  const op = await one.enter('op', { roles: ['operator'] });
  const bea = await two.enter('bea');
  one.turn(post(op, 'kept'));
  await two.find(isSaid('kept'));
  await one.request({ type: 'topic', session: op, room: 'lobby', text: 'apples' });
  full = true;
  one.turn(
    post(op, 'lost'),
    {
      type: 'request',
      id: 100,
      request: {
        type: 'private-message',
        session: op,
        to: 'bea',
        kind: 'message',
        text: 'lost in private',
      },
    },
    {
      type: 'request',
      id: 101,
      request: { type: 'topic', session: op, room: 'lobby', text: 'lost topic' },
    },
    {
      type: 'request',
      id: 102,
      request: { type: 'ban', session: op, target: 'carl', forMs: undefined, reason: '' },
    },
    {
      type: 'request',
      id: 103,
      request: { type: 'history', session: op, with: 'lobby', limit: 9 },
    },
    {
      type: 'request',
      id: 104,
      request: { type: 'search', session: op, with: 'lobby', text: 'lost', limit: 9 },
    },
    {
      type: 'request',
      id: 105,
      request: enterRequest('dora'),
    },
  );
  await one.find(({ type }) => type === 'refused');
  const answer = (id: number): HubEvent | undefined =>
    one.events.find((event) => 'id' in event && event.id === id);
  for (const id of [100, 101, 102]) expect(answer(id)).toMatchObject(failed);
  expect(answer(105)).toMatchObject({ value: { room: { replay: [{ text: 'kept' }] } } });
  // History queries return only committed messages.
  const answered = await one.find((event) => 'id' in event && event.id === 103);
  expect(answered).toMatchObject({ value: { messages: [{ text: 'kept' }] } });
  const found = await one.find((event) => 'id' in event && event.id === 104);
  expect(found).toMatchObject({ value: { messages: [] } });
  full = false;
  one.turn(post(op, 'kept too'));
  await two.find(isSaid('kept too'));
  expect(JSON.stringify([one.events, two.events])).not.toMatch(/lost/);
  const asked = await two.request({ type: 'history', session: bea, with: 'lobby', limit: 9 });
  expect(asked).toMatchObject({ value: { messages: [{ text: 'kept' }, { text: 'kept too' }] } });
  expect(hub.rooms()).toMatchObject([{ topic: 'apples' }]);
  expect(hub.bans()).toEqual([]);
});

test('Hub.ban() throws and bans nobody if the ban cannot be stored', () => {
  full = true;
  expect(() => hub.ban('carl')).toThrow('Not done');
  expect(hub.bans()).toEqual([]);
  full = false;
  hub.ban('carl');
  expect(hub.bans()).toMatchObject([{ target: 'carl' }]);
});
