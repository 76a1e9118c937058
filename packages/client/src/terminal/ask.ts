import { StringDecoder } from 'node:string_decoder';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';
import { EscapeFilter } from './escape-filter.ts';

/** The terminal that is asked. */
export interface Asker {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly signal?: AbortSignal;
}

const [enter, interrupt, end, clear] = ['\r', '\x03', '\x04', '\x15'];
const backspaces = ['\b', '\x7f'];

/**
 * Asks for a line that isn't shown. Keys that are no text, as arrows are, count for nothing. Resolves to undefined if the user interrupts (Ctrl-C, Ctrl-D on an empty line), or the
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
    const decoder = new StringDecoder('utf8');
    const filter = new EscapeFilter();
    const finish = (answer: string | undefined, rest?: Buffer): void => {
      input.off('data', take);
      input.off('end', gone);
      signal?.removeEventListener('abort', gone);
      input.pause();
      input.setRawMode?.(false);
      output.write('\r\n');
      // Typed ahead: the next question's.
      if (rest !== undefined && rest.length > 0) input.unshift(rest);
      resolve(answer);
    };
    const gone = (): void => finish(undefined);
    /** Takes a key; true if the question is answered by it. */
    const takeKey = (key: string, rest: Buffer): boolean => {
      if (!filter.isKey(key)) return false;
      const answered = key === enter || key === '\n';
      const stopped = key === interrupt || (key === end && line.length === 0);
      if (answered) finish(line.join(''), rest);
      if (stopped) finish(undefined);
      if (key === clear) line = [];
      else if (backspaces.includes(key)) line.pop();
      else if (key >= ' ') line.push(key);
      return answered || stopped;
    };
    const take = (chunk: Buffer | string): void => {
      const bytes = Buffer.from(chunk as string);
      // Byte by byte, so that what is behind the answer is known as it came.
      for (let at = 0; at < bytes.length; at += 1) {
        const keys = decoder.write(bytes.subarray(at, at + 1));
        for (const key of keys) if (takeKey(key, bytes.subarray(at + 1))) return;
      }
    };
    input.on('data', take);
    input.on('end', gone);
    signal?.addEventListener('abort', gone);
  });
}
