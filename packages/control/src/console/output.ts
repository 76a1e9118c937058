import type { TerminalOutput } from '../../../../common/terminal/streams.ts';

/** The width used without a screen: wide enough that table rows are not wrapped. */
export const noScreenColumns = 1000;

/** Writes; resolves once the stream accepts more. */
export function write(output: TerminalOutput, text: string): Promise<void> | void {
  if (output.write(text) || output.destroyed) return;
  return new Promise((resolve) => {
    const done = (): void => {
      output.off('drain', done).off('close', done);
      resolve();
    };
    output.on('drain', done).on('close', done);
  });
}

/** How long a closed server waits for its last output to be read. */
const waitMs = 1000;

/**
 * Lets a finished process exit even if nobody reads the pipe it writes to: unsent output would keep it alive forever.
 * The exit code is the value of `process.exitCode` by then.
 */
export function exitDespiteUnreadOutput(): void {
  setTimeout(() => {
    const unread = [process.stdout, process.stderr].some(
      ({ writableLength }) => writableLength > 0,
    );
    if (unread) process.exit();
  }, waitMs).unref();
}
