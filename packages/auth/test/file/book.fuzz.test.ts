import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { Book } from '../../src/file/book.ts';
import { formatLine } from '../../src/file/line.ts';
import { accountLists } from '../fixtures/arbitrary.ts';

const edit = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(4),
  fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom(':', ' ', '\n', '#', '$')),
);

fuzz(
  'Book.parse() rejects a damaged file with a line number, or reads complete accounts',
  fc.tuple(accountLists, fc.array(edit, { maxLength: 3 })),
  ([list, edits]) => {
    let text = list.map((account) => `${formatLine(account)}\n`).join('');
    for (const [where, drop, put] of edits) {
      const at = Math.floor(where * text.length);
      text = text.slice(0, at) + put + text.slice(at + drop);
    }
    let book: Book;
    try {
      book = Book.parse(text);
    } catch (error) {
      const { code, line } = error as { code: string; line: number };
      expect(code).toBe('ERR_AUTH_FILE');
      expect(line).toBeGreaterThan(0);
      expect(line).toBeLessThanOrEqual(text.split('\n').length);
      return;
    }
    expect(book.text()).toBe(text);
    for (const account of book.accounts()) {
      expect(account.name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}$/);
      expect(account.phc).toMatch(/^\$argon2/);
      expect(Book.parse(`${formatLine(account)}\n`).size).toBe(1);
    }
  },
);
