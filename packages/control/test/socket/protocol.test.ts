import { expect, test } from '@jest/globals';
import { sanitizeOutput } from '../../src/socket/protocol.ts';

test('sanitizeOutput() keeps line breaks and colors, and no other control characters', () => {
  const text = 'a\x1b[31mred\x1b[39m\nb\x1b[2J\x1b]0;title\x07';
  expect(sanitizeOutput(text, { colors: true })).toBe('a\x1b[31mred\x1b[39m\nb^[[2J^[]0;title^G');
  expect(sanitizeOutput(text, { colors: false })).toBe('a^[[31mred^[[39m\nb^[[2J^[]0;title^G');
});
