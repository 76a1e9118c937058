import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Completion, Prompt } from '../../../../common/terminal/prompt.ts';

/** A prompt whose completions are given by hand, and a way to type. */
function open(): {
  prompt: Prompt;
  lines: string[];
  asked: PromiseWithResolvers<Completion>[];
  type: (keys: string) => Promise<void>;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  output.resume();
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
  return { prompt, lines, asked, type };
}

describe('Prompt completes', () => {
  test('what is typed, by an answer that comes later', async () => {
    const { prompt, lines, asked, type } = open();
    await type('an\t');
    asked[0]?.resolve([['anna: '], 'an']);
    await nextTurn();
    await type('hi\r');
    expect(lines).toEqual(['anna: hi']);
    prompt.close();
  });

  test('nothing by an answer that comes when it is closed, or open again', async () => {
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

  test('nothing by one that fails, and takes keys again', async () => {
    const { prompt, lines, asked, type } = open();
    await type('an\t');
    asked[0]?.reject(new Error('no names'));
    await type('na\r');
    expect(lines).toEqual(['anna']);
    prompt.close();
  });
});
