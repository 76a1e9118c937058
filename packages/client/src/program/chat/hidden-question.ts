import { isForeground } from '../../../../../common/terminal/foreground.ts';
import type { TerminalToken } from '../../../../../common/terminal/key-filter.ts';
import { RawInput } from '../../../../../common/terminal/raw-input.ts';
import type { TerminalInput, TerminalOutput } from '../../../../../common/terminal/streams.ts';

/** Asks a question without showing the answer; resolves to undefined if there is none. */
export type AskHidden = (question: string) => Promise<string | undefined>;

interface AskOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly signal?: AbortSignal;
}

const [enter, interrupt, end, clear, suspend] = ['\r', '\x03', '\x04', '\x15', '\x1a'];
const backspaces = ['\b', '\x7f'];
const inBackground = '-- in the background: bring it to the foreground (fg) to enter the password';

/**
 * Asks for a line without showing it. Keys that are not text, such as arrows, are ignored. Resolves to undefined if the user
 * cancels (Ctrl-C, or Ctrl-D on an empty line), or the signal aborts.
 */
export function askHidden(
  question: string,
  { input, output, signal }: AskOptions,
): Promise<string | undefined> {
  if (signal?.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let line: string[] = [];
    const cancel = (): void => finish(undefined);
    const raw = new RawInput(input, output, {
      opened: () => void output.write(question),
      left: () => void output.write('\r\n'),
      tokens: handleTokens,
      end: cancel,
    });
    signal?.addEventListener('abort', cancel);
    if (!isForeground()) output.write(`${inBackground}\r\n`);
    raw.open();

    function handleTokens(tokens: readonly TerminalToken[]): void {
      for (const [index, { type, text }] of tokens.entries()) {
        const isEnter = type === 'key' && (text === enter || text === '\n');
        // Input typed ahead belongs to the next question.
        if (isEnter) return finish(line.join(''), tokens.slice(index + 1));
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
      signal?.removeEventListener('abort', cancel);
      raw.close();
      output.write('\r\n');
      const typedAhead = rest.map(({ text }) => text).join('');
      if (typedAhead !== '') input.unshift(Buffer.from(typedAhead));
      resolve(answer);
    }
  });
}
