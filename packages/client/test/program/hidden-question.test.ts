import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { askHidden } from '../../src/program/chat/hidden-question.ts';

/** The answer for a sequence of chunks, and the rest that is left for the next question. */
async function ask(chunks: readonly Buffer[]): Promise<[answer: string | undefined, rest: string]> {
  const input = new PassThrough();
  const asking = askHidden('? ', { input, output: new PassThrough() });
  for (const chunk of chunks) input.emit('data', chunk);
  const answer = await asking;
  return [answer, (input.read() as Buffer | null)?.toString() ?? ''];
}

test.each([
  ['pässwörd 😀\r', 'pässwörd 😀'],
  ['a\x1b[Ab\x1b[1;5Cc\x1bOPd\x1b[3~e\x1b[[Af\r', 'abcdef'],
  ['a\x1bb\x1b\x1b[Dc\r', 'ac'],
  ['wrong\x15rig😀\x7fht\r', 'right'],
  ['ab\x1b[\r', 'ab'],
  ['ab\x1b\x03', undefined],
])('askHidden() reads %j as %j, however it is cut', async (typed, answer) => {
  const bytes = Buffer.from(typed);
  for (let size = 1; size <= bytes.length; size += 1) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    expect(await ask(chunks)).toEqual([answer, '']);
  }
});

test('askHidden() leaves input typed ahead to the next question', async () => {
  expect(await ask([Buffer.from('one\rzwölf\x1b[A')])).toEqual(['one', 'zwölf\x1b[A']);
});

test('askHidden() ignores reports from the terminal', async () => {
  const typed = Buffer.from('a\x1b]11;rgb:0/0/0\x07\x1b[24;80Rb\r');
  expect(await ask([typed])).toEqual(['ab', '']);
});
