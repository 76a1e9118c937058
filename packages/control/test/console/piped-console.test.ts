import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { openConsole } from '../../src/console/open-console.ts';
import { hasColors, isTerminal } from '../../../../common/terminal/streams.ts';
import type { Executor } from '../../src/executor.ts';
import { Keyboard, Screen } from '../support/screen.ts';

const executor: Executor = {
  run: async (line, io) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (line.startsWith('bad'))
      return { ok: false, code: 'ERR_CONTROL_USAGE', message: 'Usage: x' };
    if (line.startsWith('fail')) return { ok: false, code: 'ERR_X', message: 'failed' };
    await io.write(`did ${line}, ${io.ask === undefined ? 'no' : 'a'} question`);
    return { ok: true };
  },
  complete: () => Promise.resolve([[], '']),
};

async function pipe(text: string): Promise<{ exitCode: number; out: string; err: string }> {
  const [input, output, errorOutput] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const console = openConsole({ executor, input, output, errorOutput });
  console.print('an event');
  input.end(text);
  const exitCode = await console.finished;
  output.end();
  errorOutput.end();
  const [out, err] = await Promise.all([output.toArray(), errorOutput.toArray()]);
  return { exitCode, out: out.join(''), err: err.join('') };
}

describe('PipedConsole', () => {
  test('runs one command per line, in order, and writes log records and errors to the error output', async () => {
    expect(await pipe('one\r\n\n# comment\ntwo')).toEqual({
      exitCode: 0,
      out: 'did one, no question\ndid two, no question\n',
      err: 'an event\n',
    });
  });

  test('continues after a failure, and resolves to the exit code of the first', async () => {
    expect(await pipe('fail\none\nbad\n')).toEqual({
      exitCode: 1,
      out: 'did one, no question\n',
      err: 'an event\nerror: failed\nerror: Usage: x\n',
    });
    expect((await pipe('bad\nfail\n')).exitCode).toBe(2);
  });

  test('rejects a line that is too long, and runs the next', async () => {
    const { exitCode, out, err } = await pipe(`${'x'.repeat(100_000)}\none\n`);
    expect([exitCode, out]).toEqual([1, 'did one, no question\n']);
    expect(err).toContain('Expected a line of at most 65536 bytes');
  });
});

describe('isTerminal()', () => {
  test('requires input and output on a terminal that can move its cursor', () => {
    const [keyboard, screen] = [new Keyboard(), new Screen()];
    expect(isTerminal(keyboard, screen, {})).toBe(true);
    expect(isTerminal(keyboard, new PassThrough(), {})).toBe(false);
    expect(isTerminal(new PassThrough(), screen, {})).toBe(false);
    expect(isTerminal(keyboard, screen, { TERM: 'dumb' })).toBe(false);
  });
});

describe('hasColors()', () => {
  test('is true for terminals, unless NO_COLOR is set', () => {
    expect(hasColors(new Screen(), {})).toBe(true);
    expect(hasColors(new Screen(), { NO_COLOR: '1' })).toBe(false);
    expect(hasColors(new PassThrough(), {})).toBe(false);
  });
});
