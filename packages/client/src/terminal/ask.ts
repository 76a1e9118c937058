import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

/** The terminal that is asked. */
export interface Asker {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly signal?: AbortSignal;
}

const [enter, interrupt, end, clear] = ['\r', '\x03', '\x04', '\x15'];
const backspaces = ['\b', '\x7f'];

/**
 * Asks for a line that isn't shown. Resolves to undefined if the user interrupts (Ctrl-C, Ctrl-D on an empty line), or the
 * signal aborts.
 */
export function askHidden(
  question: string,
  { input, output, signal }: Asker,
): Promise<string | undefined> {
  if (signal?.aborted) return Promise.resolve(undefined);
  // First of all: whoever sees the question may type at once.
  input.setRawMode?.(true);
  input.resume();
  output.write(question);
  return new Promise((resolve) => {
    let line: string[] = [];
    const finish = (answer: string | undefined, rest: string): void => {
      input.off('data', take);
      input.off('end', gone);
      signal?.removeEventListener('abort', gone);
      input.pause();
      input.setRawMode?.(false);
      output.write('\r\n');
      // Typed ahead: the next question's.
      if (rest !== '') input.unshift(Buffer.from(rest));
      resolve(answer);
    };
    const gone = (): void => finish(undefined, '');
    const take = (chunk: Buffer | string): void => {
      const keys = [...String(chunk)];
      for (const [index, key] of keys.entries()) {
        const rest = (): string => keys.slice(index + 1).join('');
        if (key === enter || key === '\n') return finish(line.join(''), rest());
        if (key === interrupt || (key === end && line.length === 0)) return finish(undefined, '');
        if (key === clear) line = [];
        else if (backspaces.includes(key)) line.pop();
        else if (key >= ' ') line.push(key);
      }
    };
    input.on('data', take);
    input.on('end', gone);
    signal?.addEventListener('abort', gone);
  });
}
