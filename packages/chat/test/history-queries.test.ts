import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ReadQueue } from '../src/history/read-queue.ts';
import type { HistoryQuery, QuerySteps } from '../src/history/query.ts';
import { SqliteReader } from '../src/history/sqlite-reader.ts';
import {
  type History,
  type HistoryReader,
  Hub,
  MemoryHistory,
  type ReadAnswers,
  SqliteHistory,
} from '../src/index.ts';
import { search } from './support/read.ts';
import { isSaid, post, Thread } from './support/thread.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-reads-'));
  file = join(folder, 'h.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('A history query', () => {
  test('returns all messages posted before it and none posted after it', async () => {
    const hub = new Hub({ history: new SqliteHistory({ file }) });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    const ask = { type: 'history', session: anna, with: 'lobby', limit: 9 } as const;
    thread.turn(post(anna, 'one'), post(anna, 'two'), { type: 'request', id: 100, request: ask });
    thread.turn(post(anna, 'three'));
    const answer = await thread.find((event) => event.type === 'response' && event.id === 100);
    expect(answer).toMatchObject({ value: { messages: [{ text: 'one' }, { text: 'two' }] } });
    hub.close();
  });

  test('does not block the hub while the reader is busy', async () => {
    const reader = slowReader();
    const hub = new Hub({ flood: 'off', history: withReader(reader) });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    const ask = { type: 'search', session: anna, with: 'lobby', text: 'x', limit: 9 } as const;
    thread.turn({ type: 'request', id: 100, request: ask }, post(anna, 'hello'));
    await thread.find(isSaid('hello'));
    reader.answer('{"messages":[]}');
    await thread.find((event) => event.type === 'response' && event.id === 100);
    hub.close();
  });

  test('is refused if the account has ten waiting queries, or all accounts together a thousand', async () => {
    const reader = slowReader();
    const hub = new Hub({ flood: 'off', history: withReader(reader), maxSessionsPerAccount: 2 });
    const thread = new Thread(hub.connect());
    const sessions: number[] = [];
    for (let number = 0; number < 101; number += 1) {
      sessions.push(await thread.enter(`anna${number}`));
    }
    const ask = (session: number) =>
      ({ type: 'history', session, with: 'lobby', limit: 9 }) as const;
    let id = 1000;
    const request = (session: number) =>
      ({ type: 'request', id: (id += 1), request: ask(session) }) as const;
    const [first = 0] = sessions;
    thread.turn(...Array.from({ length: 10 }, () => request(first)));
    expect(await thread.request(ask(first))).toMatchObject({
      type: 'failed',
      code: 'ERR_CHAT_FULL',
      message: 'The history is busy: try again in a moment',
    });
    for (const session of sessions.slice(1, 100)) {
      thread.turn(...Array.from({ length: 10 }, () => request(session)));
    }
    expect(await thread.request(ask(sessions[100] ?? 0))).toMatchObject({ code: 'ERR_CHAT_FULL' });
    expect(reader.waiting).toBe(1000);
    hub.close();
  });

  test('is cancelled when its session ends, and frees its place for others', async () => {
    const reader = slowReader();
    const hub = new Hub({ flood: 'off', history: withReader(reader) });
    const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
    const anna = await one.enter('anna');
    const bea = await two.enter('bea');
    const ask = { type: 'history', session: anna, with: 'lobby', limit: 9 } as const;
    one.turn({ type: 'request', id: 100, request: ask });
    one.turn({ type: 'leave', session: anna, reason: 'bye', code: 'quit' });
    await two.find(({ type }) => type === 'parted');
    expect(reader.waiting).toBe(0);
    const asked = two.request({ ...ask, session: bea });
    while (reader.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    reader.answer('{"messages":[]}');
    expect(await asked).toMatchObject({ type: 'response' });
    hub.close();
  });

  test('is refused if the file cannot be read; the reason is logged, and logins still work', async () => {
    const logged: unknown[] = [];
    const before = new SqliteHistory({ file });
    before.append(message(1, 'kept'));
    before.close();
    const history = new SqliteHistory({ file });
    const hub = new Hub({ history, log: (...line) => void logged.push(line) });
    const thread = new Thread(hub.connect());
    const anna = await thread.enter('anna');
    jest.spyOn(history, 'latest').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    writeFileSync(file, 'x'.repeat(8192));
    const ask = { type: 'history', session: anna, with: 'lobby', limit: 9 } as const;
    expect(await thread.request(ask)).toMatchObject({
      type: 'failed',
      code: 'ERR_CHAT_HISTORY_FAILED',
      message: 'The history cannot be read right now',
    });
    const bea = await thread.enter('bea');
    expect(
      await thread.find((event) => event.type === 'refused' && event.session === bea),
    ).toMatchObject({ message: 'The last messages of #lobby cannot be read right now' });
    expect(hub.stats()).toMatchObject({ sessions: 2, accounts: 2 });
    expect(logged).toContainEqual(['error', 'history not read', { reason: 'disk I/O error' }]);
    expect(JSON.stringify(logged)).toContain('not done');
  });
});

describe('SqliteHistory.reader', () => {
  test('refuses queries after its thread has ended, and restarts it', async () => {
    const started: Worker[] = [];
    const on = jest.spyOn(Worker.prototype, 'unref').mockImplementation(function (this: Worker) {
      started.push(this);
    });
    const clock = jest.spyOn(performance, 'now');
    const history = new SqliteHistory({ file });
    try {
      expect(await search(history, '#lobby', 'x', 9)).toEqual([]);
      // Terminated first, so that it cannot respond.
      const terminated = started[0]?.terminate();
      await Promise.all([
        terminated,
        expect(search(history, '#lobby', 'y', 9)).rejects.toMatchObject({
          code: 'ERR_CHAT_HISTORY_FAILED',
        }),
      ]);
      await expect(search(history, '#lobby', 'x', 9)).rejects.toMatchObject({
        code: 'ERR_CHAT_HISTORY_FAILED',
      });
      const later = performance.now() + 1000;
      clock.mockImplementation(() => later);
      expect(await search(history, '#lobby', 'x', 9)).toEqual([]);
      expect(started).toHaveLength(2);
    } finally {
      on.mockRestore();
      clock.mockRestore();
      history.close();
    }
  });

  test('reads committed messages through its own connection', async () => {
    const history = new SqliteHistory({ file });
    expect(await search(history, '#lobby', 'apple', 9)).toEqual([]);
    history.append(message(1, 'apple'));
    expect(await search(history, '#lobby', 'apple', 9)).toEqual([]);
    history.commit();
    expect(await search(history, '#lobby', 'apple', 9)).toHaveLength(1);
    history.close();
  });
});

describe('A search of a file', () => {
  test('finds distant matches in steps, among other conversations, newest first', () => {
    const history = new SqliteHistory({ file });
    for (let id = 1; id <= 10_000; id += 1) {
      const text = id % 1000 === 7 ? 'the rare apple pie' : `apple ${id} the pie`;
      const conversation = id % 2 === 0 ? '#garden' : '#lobby';
      history.append({ ...message(id, text), conversation });
    }
    history.commit();
    const reader = new SqliteReader(file);
    const ids = (text: string, limit = 99) =>
      found(reader, { text, limit }).messages.map(({ id }) => id);
    const all = Array.from({ length: 10 }, (_, index) => index * 1000 + 7);
    expect(ids('rare')).toEqual(all);
    expect(ids('"apple pie" the')).toEqual(all);
    expect(ids('"apple pie"', 3)).toEqual(all.slice(-3));
    expect(ids('"pie apple"')).toEqual([]);
    expect(ids('apple missing')).toEqual([]);
    reader.close();
    history.close();
  });

  test('stops at its time limit with the matches so far, and reports how far back it searched', () => {
    const history = new SqliteHistory({ file });
    for (let id = 1; id <= 6000; id += 1) history.append(message(id, 'b a a a'));
    history.append(message(6001, 'a b'));
    history.commit();
    const reader = new SqliteReader(file);
    let steps = 0;
    const text = '"a a" "a a" "a a" "a b"';
    const spent = (): boolean => steps > 20;
    const answer = found(reader, { text, limit: 9, spent, onStep: () => (steps += 1) });
    expect(answer.messages).toEqual([]);
    expect(answer.searchedTo).toBeGreaterThan(1000);
    expect(answer.searchedTo).toBeLessThan(6001);
    expect(found(reader, { text: '"a b"', limit: 9 }).messages.map(({ id }) => id)).toEqual([6001]);
    reader.close();
    history.close();
  });
});

describe('ReadQueue', () => {
  test('alternates between accounts, slice by slice', async () => {
    const order: string[] = [];
    const done = Promise.withResolvers<undefined>();
    let left = 4;
    const queue = new ReadQueue({
      sliceMs: 0,
      settle: () => void ((left -= 1) === 0 && done.resolve(undefined)),
    });
    const steps = (name: string) => () => countdown(3, () => order.push(name));
    for (const [id, account] of ['anna', 'anna', 'bea', 'carl'].entries()) {
      queue.add(id, account, steps(account));
    }
    await done.promise;
    expect(order.slice(0, 9).join(' ')).toBe('anna bea carl anna bea carl anna bea carl');
    expect(order.slice(9)).toEqual(['anna', 'anna', 'anna']);
  });

  test('leaves most of a core to others while several accounts wait', async () => {
    const done = Promise.withResolvers<undefined>();
    let left = 2;
    let workMs = 0;
    const queue = new ReadQueue({
      sliceMs: 0,
      settle: () => void ((left -= 1) === 0 && done.resolve(undefined)),
    });
    const work = (): void => {
      const began = performance.now();
      while (performance.now() < began + 5);
      workMs += performance.now() - began;
    };
    const began = performance.now();
    queue.add(1, 'anna', () => countdown(10, work));
    queue.add(2, 'bea', () => countdown(10, work));
    await done.promise;
    expect(performance.now() - began).toBeGreaterThan(3 * workMs);
  });

  test('drops cancelled queries and continues with the rest', async () => {
    const settled: number[] = [];
    const done = Promise.withResolvers<undefined>();
    const queue = new ReadQueue({
      sliceMs: 0,
      settle: ({ id }) => {
        settled.push(id);
        if (id === 3) done.resolve(undefined);
      },
    });
    for (const id of [1, 2, 3]) queue.add(id, 'anna', () => countdown(2, () => {}));
    queue.cancel(1);
    queue.cancel(2);
    await done.promise;
    expect(settled).toEqual([3]);
  });

  test('ends a query that has run for a second or waited for ten', () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    const seen: boolean[] = [];
    try {
      const queue = new ReadQueue({ sliceMs: 5, settle: () => {} });
      queue.add(1, 'anna', (spent) => {
        seen.push(spent());
        clock.mockReturnValue(10_001);
        seen.push(spent());
        return countdown(1, () => {});
      });
    } finally {
      clock.mockRestore();
    }
    expect(seen).toEqual([false, true]);
  });
});

function found(
  reader: SqliteReader,
  {
    text,
    limit,
    spent = () => false,
    onStep = () => {},
  }: { text: string; limit: number; spent?: () => boolean; onStep?: () => void },
) {
  const bounds = { after: 0, upTo: Infinity, limit };
  const query = { type: 'search', conversation: '#lobby', text, ...bounds } as const;
  const steps = reader.start(query, spent);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) {
      return value as ReadAnswers['search'];
    }
    onStep();
  }
}

function* countdown(steps: number, onStep: () => void): QuerySteps {
  for (let step = 0; step < steps; step += 1) {
    onStep();
    if (step < steps - 1) yield;
  }
  return { messages: [] };
}

/** A reader that answers on demand. */
function slowReader() {
  const waiting = new Set<(answer: string) => void>();
  return {
    get waiting() {
      return waiting.size;
    },
    answer(answer: string) {
      for (const settle of waiting) settle(answer);
      waiting.clear();
    },
    read(_account: string, _query: HistoryQuery, signal: AbortSignal) {
      return new Promise<string>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => waiting.delete(resolve));
      });
    },
    close() {},
  };
}

function withReader(reader: HistoryReader): History {
  return Object.assign(new MemoryHistory(), { reader });
}

function message(id: number, text: string) {
  return { id, at: id, conversation: '#lobby', account: 'anna', kind: 'message', text } as const;
}
