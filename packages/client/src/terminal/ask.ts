import { isForeground } from '../../../../common/terminal/foreground.ts';
import type { TerminalToken } from '../../../../common/terminal/key-filter.ts';
import { RawInput } from '../../../../common/terminal/raw-input.ts';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

/** The terminal that is asked. */
export interface Asker {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly signal?: AbortSignal;
}

const [enter, interrupt, end, clear, suspend] = ['\r', '\x03', '\x04', '\x15', '\x1a'];
const waiting = '-- in the background: it asks for a password once it is in the foreground (fg)';
const backspaces = ['\b', '\x7f'];

/**
 * Asks for a line that isn't shown. Keys that aren't text, such as arrows, are ignored. Resolves to undefined if the user
 * interrupts (Ctrl-C, Ctrl-D on an empty line), or the signal aborts.
 */
export function askHidden(
  question: string,
  { input, output, signal }: Asker,
): Promise<string | undefined> {
  if (signal?.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let line: string[] = [];
    const gone = (): void => finish(undefined);
    const raw = new RawInput(input, output, {
      opened: () => void output.write(question),
      left: () => void output.write('\r\n'),
      tokens: takeAll,
      end: gone,
    });
    signal?.addEventListener('abort', gone);
    if (!isForeground()) output.write(`${waiting}\r\n`);
    raw.open();

    function takeAll(tokens: readonly TerminalToken[]): void {
      for (const [at, { type, text }] of tokens.entries()) {
        const answered = type === 'key' && (text === enter || text === '\n');
        // Typed ahead: the next question's.
        if (answered) return finish(line.join(''), tokens.slice(at + 1));
        if (type === 'key' && (text === interrupt || (text === end && line.length === 0))) {
          return finish(undefined);
        }
        if (text === suspend) raw.suspend();
        else if (text === clear) line = [];
        else if (backspaces.includes(text)) line.pop();
        else if (type !== 'key') line.push(...(text.split(/[\r\n]/)[0] ?? ''));
      }
    }

    function finish(answer: string | undefined, rest: readonly TerminalToken[] = []): void {
      signal?.removeEventListener('abort', gone);
      raw.close();
      output.write('\r\n');
      const ahead = rest.map(({ text }) => text).join('');
      if (ahead !== '') input.unshift(Buffer.from(ahead));
      resolve(answer);
    }
  });
}
