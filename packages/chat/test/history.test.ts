import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type History, MemoryHistory, type Message, SqliteHistory } from '../src/index.ts';
import type { Retention } from '../src/index.ts';
import { read, search } from './support/read.ts';

const dayMs = 86_400_000;
let folder: string;
let history: History;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-history-'));
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

const kinds: Array<[string, (retention?: Retention) => History]> = [
  ['MemoryHistory', (retention) => new MemoryHistory(retention)],
  ['SqliteHistory', (retention) => new SqliteHistory({ file: join(folder, 'h.db'), ...retention })],
];

describe.each(kinds)('%s', (_name, open) => {
  test('returns stored messages in the order of their numbers', async () => {
    history = open();
    say('#lobby', 'one', 'two', 'three');
    say('#garden', 'four');
    expect(texts(await read(history, { conversation: '#lobby', limit: 2 }))).toEqual([
      'two',
      'three',
    ]);
    expect(await read(history, { conversation: '#garden', limit: 9 })).toEqual([
      { id: 4, at: 4, conversation: '#garden', account: 'anna', kind: 'message', text: 'four' },
    ]);
    expect(await read(history, { conversation: '#nowhere', limit: 9 })).toEqual([]);
    expect([history.lastId, history.lastAt, history.size]).toEqual([4, 4, 4]);
  });

  test('reads the nearest messages before and after a number, and messages since a time', async () => {
    history = open();
    say('#lobby', 'one', 'two', 'three', 'four', 'five');
    const bounded = async (bounds: object) =>
      texts(await read(history, { conversation: '#lobby', limit: 2, ...bounds }));
    expect(await bounded({ before: 4 })).toEqual(['two', 'three']);
    expect(await bounded({ after: 1, take: 'oldest' })).toEqual(['two', 'three']);
    expect(await bounded({ afterAt: 3 })).toEqual(['four', 'five']);
    expect(await bounded({ afterAt: 1, beforeAt: 5, take: 'oldest' })).toEqual(['two', 'three']);
  });

  test('search() matches all words, ignoring case and accents, and phrases', async () => {
    history = open();
    say('#lobby', 'Äpfel und Birnen', 'Birnen und apfel', 'nothing', 'x-ray');
    say('#garden', 'apfel');
    const find = async (text: string) => texts(await search(history, '#lobby', text, 10));
    expect(await find('apfel')).toEqual(['Äpfel und Birnen', 'Birnen und apfel']);
    expect(await find('birnen ÄPFEL')).toHaveLength(2);
    expect(await find('"und birnen"')).toEqual(['Äpfel und Birnen']);
    expect(await find('x-ray')).toEqual(['x-ray']);
    expect(await find('apf')).toEqual([]);
    expect(texts(await search(history, '#lobby', 'und', 1))).toEqual(['Birnen und apfel']);
  });

  test('search() accepts any text', async () => {
    history = open();
    say('#lobby', 'apple pie');
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '"',
        '""',
        'AND',
        'a OR b',
        'NEAR(a b)',
        'text:apple',
        '^a',
        '-a',
        '*',
        'a*',
        '(',
        '{a}:b',
        '\0',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 5 }), async (parts) => {
        expect(Array.isArray(await search(history, '#lobby', parts.join(' '), 10))).toBe(true);
      }),
    );
    expect(await search(history, '#lobby', ' ', 10)).toEqual([]);
    expect(texts(await search(history, '#lobby', 'apple OR pie', 10))).toEqual([]);
  });

  test('rollback() undoes only the current turn', async () => {
    history = open();
    say('#lobby', 'kept');
    history.append({ ...message(2, '#lobby', 'lost') });
    history.rollback();
    history.commit();
    expect(texts(await read(history, { conversation: '#lobby', limit: 9 }))).toEqual(['kept']);
    expect(await search(history, '#lobby', 'lost', 9)).toEqual([]);
    expect(history.size).toBe(1);
  });

  test.each([
    ['한국어 이야기', '한국어'],
    ['по-русски, й и ё: ёлка', 'ёлка'],
    ['がんばって', 'がんばって'],
    ['हिन्दी में', 'हिन्दी'],
    ['Ελλάδα', 'ελλάδα'],
    ['naïve café', 'cafe\u0301'],
    ['nai\u0308ve', 'naïve'],
  ])('search() in "%s" finds "%s"', async (said, wanted) => {
    history = open();
    say('#lobby', said, 'something else');
    expect(texts(await search(history, '#lobby', wanted, 9))).toEqual([said]);
    expect(texts(await search(history, '#lobby', `"${wanted}"`, 9))).toEqual([said]);
  });

  test('search() uses at most eight words', async () => {
    history = open();
    say('#lobby', 'a b c d e f g h');
    expect(await search(history, '#lobby', 'a b c d e f g h i', 9)).toHaveLength(1);
    expect(await search(history, '#lobby', '"a b c d" "e f g h" "i j"', 9)).toHaveLength(1);
    expect(await search(history, '#lobby', 'a b c d e f g i', 9)).toHaveLength(0);
  });

  test('rollback() also undoes keep() calls of the turn', () => {
    history = open();
    history.keep('topic', 'lobby', 'apples');
    history.keep('topic', 'garden', 'pears');
    history.commit();
    history.keep('topic', 'lobby', 'plums');
    history.keep('topic', 'lobby', undefined);
    history.keep('topic', 'kitchen', 'figs');
    history.rollback();
    expect(history.kept('topic').toSorted((a, b) => a.key.localeCompare(b.key))).toEqual([
      { key: 'garden', value: 'pears' },
      { key: 'lobby', value: 'apples' },
    ]);
  });

  test('trim() removes messages beyond the retention, and search() no longer finds them', async () => {
    history = open({ maxMessages: 3, maxAgeDays: 1 });
    say('#lobby', 'one', 'two', 'three', 'four');
    trimAll(5);
    expect(texts(await read(history, { conversation: '#lobby', limit: 9 }))).toEqual([
      'two',
      'three',
      'four',
    ]);
    expect(await search(history, '#lobby', 'one', 9)).toEqual([]);
    trimAll(dayMs + 4);
    expect(texts(await read(history, { conversation: '#lobby', limit: 9 }))).toEqual(['four']);
    trimAll(2 * dayMs);
    expect([history.size, history.lastId]).toEqual([0, 4]);
  });

  test('keep() stores and removes values', () => {
    history = open();
    history.keep('topic', 'lobby', 'apples');
    history.keep('topic', 'garden', 'pears');
    history.keep('topic', 'garden', undefined);
    history.commit();
    expect(history.kept('topic')).toEqual([{ key: 'lobby', value: 'apples' }]);
    expect(history.kept('ban')).toEqual([]);
  });
});

function say(conversation: string, ...lines: string[]): void {
  for (const text of lines) history.append(message(history.lastId + 1, conversation, text));
  history.commit();
}

function message(id: number, conversation: string, text: string): Message {
  return { id, at: id, conversation, account: 'anna', kind: 'message', text };
}

function texts(messages: readonly Message[]): string[] {
  return messages.map(({ text }) => text);
}

function trimAll(now: number): void {
  while (history.trim(now)) history.commit();
  history.commit();
}
