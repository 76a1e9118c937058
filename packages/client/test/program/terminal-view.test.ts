import { expect, test } from '@jest/globals';
import { wrapWords } from '../../src/program/chat/terminal-view.ts';

test.each([
  ['fits here', 10, 'fits here'],
  ['one two three four', 9, 'one two\n  three\n  four'],
  ['exactly10c and more', 10, 'exactly10c\n  and more'],
  ['see https://example.org/a/long/path now', 12, 'see\n  https://example.org/a/long/path\n  now'],
  ['漢字漢字 漢字', 8, '漢字漢字\n  漢字'],
  ['👍🏽👍🏽 👍🏽👍🏽', 5, '👍🏽👍🏽\n  👍🏽👍🏽'],
  ['\x1b[31mred\x1b[39m and more', 8, '\x1b[31mred\x1b[39m and\n  more'],
  ['a  b', 3, 'a\nb'],
])('wrapWords(%j, %d) gives %j', (line, columns, wrapped) => {
  expect(wrapWords(line, columns, 2)).toBe(wrapped);
});

test('wrapWords() does not indent in a narrow terminal, and handles any text', () => {
  expect(wrapWords('aa bb', 3, 20)).toBe('aa\nbb');
  expect(wrapWords('x'.repeat(1000), 10, 2)).toBe('x'.repeat(1000));
  expect(wrapWords('', 10, 2)).toBe('');
});
