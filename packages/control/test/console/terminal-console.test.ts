import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openConsole } from '../../src/console/open-console.ts';
import type { Console, ConsoleOptions } from '../../src/console/console-options.ts';
import type { Executor, CommandIo } from '../../src/executor.ts';
import { Keyboard, Screen } from '../support/screen.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const consoles: Console[] = [];
afterEach(() => consoles.splice(0).forEach((one) => one.close()));

interface Desk {
  readonly keyboard: Keyboard;
  readonly screen: Screen;
  readonly console: Console;
  readonly lines: string[];
}

/** A console whose executor echoes lines, or runs the given function. */
function desk(
  options: Partial<ConsoleOptions> & { run?: Executor['run']; columns?: number } = {},
): Desk {
  const { run, columns = 40, ...rest } = options;
  const keyboard = new Keyboard();
  const screen = new Screen({ columns });
  const lines: string[] = [];
  const executor: Executor = {
    run: async (line, io) => {
      lines.push(line);
      if (run !== undefined) return await run(line, io);
      await io.write(`did ${line}`);
      return { ok: true };
    },
    complete: (line) =>
      Promise.resolve([['status ', 'stop '].filter((one) => one.startsWith(line)), line]),
  };
  const env = { TERM: 'xterm' };
  const all = { executor, input: keyboard, output: screen, prompt: 'garden> ', env, ...rest };
  const console = openConsole(all);
  consoles.push(console);
  return { keyboard, screen, console, lines };
}

describe('TerminalConsole', () => {
  test('shows a prompt, runs a line and prints its output above the next prompt', async () => {
    const { keyboard, screen } = desk();
    keyboard.type('status\r');
    await screen.sees('did status');
    expect(screen.text).toBe('garden> status\ndid status\ngarden>');
  });

  test('prints above the line being typed, and keeps the line and the cursor', async () => {
    const { keyboard, screen, console, lines } = desk();
    keyboard.type('abd');
    await screen.sees('garden> abd');
    keyboard.type('\x1b[D');
    console.print('somebody came');
    expect(screen.text).toBe('somebody came\ngarden> abd');
    keyboard.type('c');
    await screen.sees('garden> abcd');
    keyboard.type('\r');
    await screen.sees('did abcd');
    expect(lines).toEqual(['abcd']);
  });

  test('prints above a line of several rows at any cursor position, without splitting it', async () => {
    const { keyboard, screen, console } = desk({ columns: 20 });
    const typed = 'a line that is much longer than the window';
    keyboard.type(typed);
    await screen.sees('window');
    const drawn = screen.text;
    console.print('first');
    expect(screen.text).toBe(`first\n${drawn}`);
    keyboard.type('\x1b[H');
    console.print('second\nthird');
    expect(screen.text).toBe(`first\nsecond\nthird\n${drawn}`);
    keyboard.type('\x1b[F!');
    await screen.sees('window!');
    console.print('fourth');
    expect(screen.text).toBe(`first\nsecond\nthird\nfourth\n${drawn}!`);
  });

  test('never splits the line, for any input and output', async () => {
    const step = fc.oneof(
      fc.record({
        type: fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', 'x'), maxLength: 30 }),
      }),
      fc.record({ key: fc.constantFrom('\x1b[D', '\x1b[C', '\x1b[H', '\x1b[F', '\x7f') }),
      fc.record({
        print: fc.string({ unit: fc.constantFrom('P', 'Q', ' '), minLength: 1, maxLength: 50 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { keyboard, screen, console } = desk({ columns: 17 });
        const printed: string[] = [];
        let line = '';
        let cursor = 0;
        for (const one of steps) {
          if ('print' in one) {
            console.print(`${one.print}.`);
            printed.push(`${one.print}.`);
            continue;
          }
          const keys = 'type' in one ? one.type : one.key;
          keyboard.type(keys);
          if ('type' in one) {
            line = line.slice(0, cursor) + one.type + line.slice(cursor);
            cursor += one.type.length;
          } else if (keys === '\x7f') {
            if (cursor > 0) line = line.slice(0, cursor - 1) + line.slice(cursor);
            cursor = Math.max(0, cursor - 1);
          } else if (keys === '\x1b[D') cursor = Math.max(0, cursor - 1);
          else if (keys === '\x1b[C') cursor = Math.min(line.length, cursor + 1);
          else cursor = keys === '\x1b[H' ? 0 : line.length;
          await new Promise((resolve) => setImmediate(resolve));
        }
        const wrap = (text: string): string =>
          (text.match(/.{1,17}/g) ?? ['']).map((row) => row.trimEnd()).join('\n');
        const expected = [...printed.map(wrap), wrap(`garden> ${line}`)].join('\n');
        expect(screen.text).toBe(expected.trimEnd());
        console.close();
      }),
      { numRuns: 100 },
    );
  });

  test('completes with Tab', async () => {
    const { keyboard, screen } = desk();
    keyboard.type('stat\t');
    await screen.sees('garden> status');
  });

  test('runs lines one after another, in the order they were typed', async () => {
    const gates: (() => void)[] = [];
    const { keyboard, screen, lines } = desk({
      run: async () => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return { ok: true };
      },
    });
    keyboard.type('one\rtwo\r');
    await screen.sees('garden> two');
    expect(lines).toEqual(['one']);
    gates[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(['one', 'two']);
    gates[1]?.();
  });

  test('shows a failure', async () => {
    const { keyboard, screen } = desk({
      run: () => Promise.resolve({ ok: false, code: 'ERR_X', message: 'no such thing' }),
    });
    keyboard.type('x\r');
    await screen.sees('error: no such thing');
  });

  test('asks in place of the prompt, and does not keep the answer in the history', async () => {
    const answers: boolean[] = [];
    const { keyboard, screen } = desk({
      historyPath: inFolder('history'),
      run: async (_, io) => {
        answers.push((await io.ask?.('Sure?')) ?? false);
        return { ok: true };
      },
    });
    keyboard.type('clear\r');
    await screen.sees('Sure? y/N');
    keyboard.type('y\r');
    await screen.sees(/y\ngarden>$/);
    keyboard.type('clear\r');
    await screen.sees(/Sure\? y\/N$/);
    keyboard.type('\x03');
    await screen.sees(/garden>$/);
    expect(answers).toEqual([true, false]);
    expect(readFileSync(inFolder('history'), 'utf8')).toBe('clear\n');
    keyboard.type('\x1b[A');
    await screen.sees(/garden> clear$/);
  });

  test('Ctrl-C interrupts the running command, else clears the line, else calls onInterrupt', async () => {
    let interrupts = 0;
    const ended: boolean[] = [];
    const { keyboard, screen } = desk({
      onInterrupt: () => (interrupts += 1),
      run: async (_, io) => {
        await new Promise((resolve) => io.signal.addEventListener('abort', resolve));
        ended.push(io.signal.aborted);
        return { ok: false, code: 'ERR_CONTROL_INTERRUPTED', message: 'Interrupted' };
      },
    });
    keyboard.type('logs\r');
    keyboard.type('\x03');
    await screen.sees(/garden>$/);
    expect(ended).toEqual([true]);
    keyboard.type('typed');
    await screen.sees(/garden> typed$/);
    keyboard.type('\x03');
    await screen.sees(/garden>$/);
    expect(interrupts).toBe(0);
    keyboard.type('\x03');
    await new Promise((resolve) => setImmediate(resolve));
    expect(interrupts).toBe(1);
    expect(screen.text).not.toContain('Interrupted');
  });

  test('gives a command the whole screen until q, and then shows the output printed in the meantime', async () => {
    const { keyboard, screen, console } = desk({
      run: async (_, io) => {
        await io.frame?.('frame one');
        await new Promise((resolve) => io.signal.addEventListener('abort', resolve));
        return { ok: true };
      },
    });
    keyboard.type('top\r');
    await screen.sees('frame one');
    expect(keyboard.raw).toBe(true);
    console.print('held back');
    expect(screen.text).not.toContain('held back');
    keyboard.type('q');
    await screen.sees('held back');
    await screen.sees(/garden>$/);
    keyboard.type('x');
    await screen.sees(/garden> x$/);
  });

  test('does not print log records while a command prints them itself', async () => {
    const { keyboard, screen, console } = desk({
      run: async (_, io: CommandIo) => {
        const unmuteLog = io.muteLog?.();
        console.print('doubled');
        await io.write('once');
        unmuteLog?.();
        return { ok: true };
      },
    });
    keyboard.type('logs -f\r');
    await screen.sees('once');
    console.print('later');
    expect(screen.text).not.toContain('doubled');
    expect(screen.text).toContain('later');
  });

  test('keeps a limited history between runs, in a file with 0600, without lines that begin with a space', async () => {
    const historyPath = inFolder('folder/history');
    const first = desk({ historyPath, historySize: 2 });
    first.keyboard.type('one\r two\rthree\r');
    await first.screen.sees('did three');
    first.console.close();
    expect(readFileSync(historyPath, 'utf8')).toBe('one\nthree\n');
    expect(statSync(historyPath).mode & 0o777).toBe(0o600);
    writeFileSync(historyPath, 'a\nb\nc\nd\ne\n');
    const second = desk({ historyPath, historySize: 2 });
    expect(readFileSync(historyPath, 'utf8')).toBe('d\ne\n');
    second.keyboard.type('\x1b[A\x1b[A\r');
    await second.screen.sees('did d');
  });

  test('closes on Ctrl-D, and restores the terminal', async () => {
    const { keyboard, console } = desk();
    keyboard.type('\x04');
    expect(await console.finished).toBe(0);
    expect(keyboard.raw).toBe(false);
  });

  test('closes when the terminal closes', async () => {
    const { keyboard, console } = desk();
    keyboard.destroy(new Error('EIO'));
    expect(await console.finished).toBe(0);
  });
});

test('TerminalConsole shares its process listeners, and removes them', () => {
  const before = ['exit', 'SIGCONT'].map((event) => process.listenerCount(event));
  const open = Array.from({ length: 20 }, () => desk());
  const during = ['exit', 'SIGCONT'].map((event) => process.listenerCount(event));
  for (const [index, count] of during.entries()) {
    expect(count).toBeLessThanOrEqual((before[index] ?? 0) + 2);
  }
  for (const one of open) one.console.close();
  expect(process.listenerCount('SIGCONT')).toBe(before[1]);
});
