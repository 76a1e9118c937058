import { expect, test } from '@jest/globals';
import { fitForScreen } from '../../src/ctl/fit-for-screen.ts';

test('fitForScreen() lets lines and colours through, and nothing else that controls a terminal', () => {
  const text = 'a\x1b[31mred\x1b[39m\nb\x1b[2J\x1b]0;title\x07';
  expect(fitForScreen(text, { colors: true })).toBe('a\x1b[31mred\x1b[39m\nb^[[2J^[]0;title^G');
  expect(fitForScreen(text, { colors: false })).toBe('a^[[31mred^[[39m\nb^[[2J^[]0;title^G');
});
