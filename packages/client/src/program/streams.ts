import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';
import { wrapText } from '../../../../common/text/wrap.ts';

/** The streams and environment of the program. */
export interface Streams {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly errorOutput: TerminalOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Prints a note or an error, on a terminal without breaking words. */
export function printLine(
  output: TerminalOutput,
  prefix: '-- ' | 'threadline: ',
  text: string,
): void {
  const lines = `${prefix}${text}`.split('\n');
  const columns = output.isTTY === true ? output.columns || 80 : Infinity;
  const rows = lines.flatMap((line) => wrapText(line, columns, ' '.repeat(prefix.length)));
  output.write(`${rows.join('\n')}\n`);
}

/** Longer lines are split, so that no input can fill the memory. */
const maxLineLength = 1_000_000;

/** Reads lines on demand: nothing is read ahead but one chunk. CR, LF and CRLF end a line. */
export async function* readLines(input: Readable): AsyncGenerator<string, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    rest += typeof chunk === 'string' ? chunk : decoder.write(chunk);
    // A CR at the end may be the first half of CRLF.
    const parts = rest.split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > maxLineLength) {
      yield rest;
      rest = '';
    }
  }
  rest += decoder.end();
  if (rest !== '') yield rest.replace(/\r$/, '');
  return undefined;
}

/** Pauses a source while an output is full. Returns a function to call after each write. */
export function pauseWhileFull(
  source: { pause(): unknown; resume(): unknown },
  outputs: readonly TerminalOutput[],
): () => void {
  const full = new Set<TerminalOutput>();
  return () => {
    for (const output of outputs) {
      if (!output.writableNeedDrain || full.has(output)) continue;
      full.add(output);
      source.pause();
      output.once('drain', () => {
        full.delete(output);
        if (full.size === 0) source.resume();
      });
    }
  };
}
