import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

/** What the program reads from and writes to. */
export interface Streams {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly errorOutput: TerminalOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
}
