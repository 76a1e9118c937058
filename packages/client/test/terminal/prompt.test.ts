import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Completion, Prompt } from '../../../../common/terminal/prompt.ts';

/** A prompt with manual completion, and a function that types. */
function open(): {
  prompt: Prompt;
  lines: string[];
  screen: () => string;
  asked: PromiseWithResolvers<Completion>[];
  type: (keys: string) => Promise<void>;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const lines: string[] = [];
  const asked: PromiseWithResolvers<Completion>[] = [];
  const events = {
    line: (line: string) => void lines.push(line),
    interrupt: () => {},
    end: () => {},
    complete: () => {
      const one = Promise.withResolvers<Completion>();
      asked.push(one);
      return one.promise;
    },
  };
  const prompt = new Prompt(input, output, events, { prompt: '> ', history: [] });
  prompt.open();
  const type = async (keys: string): Promise<void> => {
    input.write(keys);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  };
  return { prompt, lines, asked, type, screen: () => stripVTControlCharacters(shown) };
}

describe('Prompt completion', () => {
  test('completes the line when the candidates arrive', async () => {
    const { prompt, lines, asked, type } = open();
    await type('an\t');
    asked[0]?.resolve([['anna: '], 'an']);
    await nextTurn();
    await type('hi\r');
    expect(lines).toEqual(['anna: hi']);
    prompt.close();
  });

  test('ignores candidates that arrive after the prompt was closed or reopened', async () => {
    const { prompt, lines, asked, type } = open();
    await type('an\t');
    prompt.close();
    asked[0]?.resolve([['anna: '], 'an']);
    await nextTurn();
    prompt.open();
    await type('be\t');
    prompt.close();
    prompt.open();
    asked[1]?.resolve([['bea: '], 'be']);
    await type('x\r');
    expect(lines).toEqual(['x']);
    prompt.close();
  });

  test('ignores a rejection, and accepts keys again', async () => {
    const { prompt, lines, asked, type } = open();
    await type('an\t');
    asked[0]?.reject(new Error('no names'));
    await type('na\r');
    expect(lines).toEqual(['anna']);
    prompt.close();
  });
});

const paste = (text: string): string => `\x1b[200~${text}\x1b[201~`;

describe('Prompt accepts a paste', () => {
  test('of one line as if it had been typed, which Enter sends', async () => {
    const { prompt, lines, type } = open();
    await type(`a ${paste('b\tc\n')}`);
    expect(lines).toEqual([]);
    await type('\r');
    expect(lines).toEqual(['a b c']);
    prompt.close();
  });

  test('of several lines after confirmation of their number', async () => {
    const { prompt, lines, type, screen } = open();
    await type(`typed${paste('one\r\n\r\n/two\nrest')}`);
    expect(screen()).toContain('Accept 4 pasted lines? y/N ');
    expect(lines).toEqual([]);
    await type('y');
    expect(lines).toEqual(['typedone', '', '/two', 'rest']);
    prompt.close();
  });

  test('of several lines only if it is confirmed, and otherwise keeps the typed text', async () => {
    const { prompt, lines, type } = open();
    await type(`typed${paste('one\ntwo\n')}`);
    await type('n');
    await type(' on\r');
    expect(lines).toEqual(['typed on']);
    prompt.close();
  });
});

test('Prompt ignores reports from the terminal', async () => {
  const { prompt, lines, type } = open();
  await type('a\x1b[24;80R\x1b[I\x1b]11;rgb:0/0/0\x07\x1b[<0;1;1Mb\r');
  expect(lines).toEqual(['ab']);
  prompt.close();
});
