import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Account } from '../../src/file/account.ts';
import { Book } from '../../src/file/book.ts';
import { formatLine } from '../../src/file/line.ts';
import { nameKey } from '../../../../common/names/account-name.ts';
import { accountLists, accounts } from '../fixtures/arbitrary.ts';
import { parseLine } from '../fixtures/parse-line.ts';

const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
const line = (name: string, fields = ''): string => `${name}:${phc}:${fields}\n`;

test('Book.text() keeps comments, blank lines, the order, and the text of unchanged accounts', () => {
  const text = `# heads\n\n${line('bob', 'roles=b,a')}# über alice\n${line('alice')}\n# end\n`;
  const book = Book.parse(text);
  expect(book.text()).toBe(text);
  const carl = { name: 'carl', phc, seen: [], tokens: [], roles: [] };
  const changes = new Map<string, Account | undefined>([
    ['alice', { ...carl, name: 'alice', roles: ['x'] }],
    ['carl', carl],
  ]);
  const after = `# heads\n\n${line('bob', 'roles=b,a')}# über alice\n${line('alice', 'roles=x')}\n# end\n${line('carl')}`;
  expect(book.text(changes)).toBe(after);
  expect(book.text()).toBe(text);
  book.apply(changes);
  expect(book.text()).toBe(after);
  expect(book.size).toBe(3);
});

describe('Book.parse() rejects the whole file with the line number for', () => {
  const digest = 'A'.repeat(43);
  const tokens = `tokens=${digest}@2026-11-24T08:00:17.186Z`;
  test.each([
    ['a malformed line', `# fine\n${line('bob')}nonsense\n`, 3],
    ['a name twice, in other letters', `${line('bob')}\n${line('BOB')}`, 3],
    ['a token of two accounts', line('bob', tokens) + line('alice', tokens), 2],
    ['a line without an end', `${line('bob')}# cut`, 2],
    ['a control character in a comment', `# a\u001b[2J\n`, 1],
    ['an indented comment', '\n  # a\n', 2],
    ['a blank line that is not empty', `${line('bob')} \n`, 2],
    ['a byte order mark', `\uFEFF${line('bob')}`, 1],
    ['a NUL', `${line('bob')}\0\n`, 2],
    ['CRLF', `# fine\r\n`, 1],
    ['an endless line', `${line('bob')}${'x'.repeat(10_000)}\n`, 2],
  ])('%s', (_, text, number) => {
    expect(() => Book.parse(text)).toThrow(
      expect.objectContaining({ code: 'ERR_AUTH_FILE', line: number }),
    );
  });
});

test('Book.apply() and Book.parse() of the written text give the same book', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.option(accounts, { nil: undefined })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(accountLists, changes, (list, edits) => {
      const book = Book.parse(list.map((account) => `${formatLine(account)}\n`).join(''));
      for (const [index, account] of edits) {
        const victim = list[index % Math.max(1, list.length)];
        const key = nameKey(account?.name ?? victim?.name ?? 'nobody');
        book.apply(new Map([[key, account]]));
      }
      const again = Book.parse(book.text());
      const previous = Book.parse(book.text(), book);
      for (const other of [again, previous]) {
        expect([...other.accounts()]).toEqual([...book.accounts()]);
        expect(other.size).toBe(book.size);
        expect([...other.differing(book)]).toEqual([]);
      }
      for (const account of book.accounts()) {
        for (const { digest } of account.tokens) expect(book.byToken(digest)).toEqual(account);
        for (const { address } of account.seen) {
          expect(book.lastSeen(address)?.at).toBe(again.lastSeen(address)?.at);
        }
      }
    }),
  );
});

test('Book.lastSeen() returns the previous account after the last one is removed', () => {
  const seen = (at: number): string => `seen=10.0.0.1@${new Date(at).toISOString()}`;
  const book = Book.parse(line('alice', seen(1)) + line('bob', seen(2)));
  expect(book.lastSeen('10.0.0.1')).toEqual({ key: 'bob', at: 2 });
  book.apply(new Map([['bob', undefined]]));
  expect(book.lastSeen('10.0.0.1')).toEqual({ key: 'alice', at: 1 });
  book.apply(new Map([['alice', undefined]]));
  expect(book.lastSeen('10.0.0.1')).toBeUndefined();
});

/** The format, written independently of the parser. */
const b64 = '[A-Za-z0-9+/]';
const stamp = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const field = [
  `created=${stamp}`,
  `seen=[0-9a-f.:]+@${stamp}(,[0-9a-f.:]+@${stamp}){0,7}`,
  `tokens=[\\w-]{43}@${stamp}(,[\\w-]{43}@${stamp}){0,63}`,
  'roles=[a-z][a-z0-9-]{0,31}(,[a-z][a-z0-9-]{0,31}){0,15}',
].join('|');
const grammar = new RegExp(
  String.raw`^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}:\$argon2id\$v=19\$m=[1-9]\d*,t=[1-9]\d?,p=[1-9]\d?\$${b64}{11,86}\$${b64}{22,86}:(?:(?:${field})(?: (?:${field}))*)?|#[\P{Cc}\t]*)?$`,
  'u',
);

test('Book.parse() accepts a mutated file only if it still has the format', () => {
  const noise = fc.oneof(
    fc.constantFrom('', ':', '$', '=', ',', '@', ' ', '\n', '\r', '\0', '#', '\t', 'Z', '0', 'é'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const mutation = fc.record({ at: fc.nat(), cut: fc.nat({ max: 3 }), put: noise });
  const files = fc.tuple(accountLists, fc.array(mutation, { minLength: 1, maxLength: 3 }));
  let accepted = 0;
  let rejected = 0;
  fc.assert(
    fc.property(files, ([list, mutations]) => {
      let text = `# accounts\n\n${list.map((account) => `${formatLine(account)}\n`).join('')}`;
      for (const { at, cut, put } of mutations) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + put + text.slice(start + cut);
      }
      let book: Book;
      try {
        book = Book.parse(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_AUTH_FILE', line: expect.any(Number) });
        rejected += 1;
        return;
      }
      accepted += 1;
      expect(text === '' || text.endsWith('\n')).toBe(true);
      const lines = text.split('\n').slice(0, -1);
      for (const one of lines) expect(one).toMatch(grammar);
      const names = lines.filter((one) => one !== '' && !one.startsWith('#'));
      const keys = new Set(names.map((one) => one.slice(0, one.indexOf(':')).toLowerCase()));
      expect(keys.size).toBe(names.length);
      expect(book.size).toBe(names.length);
      expect(book.text()).toBe(text);
      // An accepted line can be parsed: it is not found malformed later.
      for (const account of book.accounts()) {
        expect(parseLine(formatLine(account))).toEqual(account);
      }
    }),
    { numRuns: 1_500 },
  );
  // Otherwise the test shows nothing.
  expect(rejected).toBeGreaterThan(300);
  expect(accepted).toBeGreaterThan(20);
});
