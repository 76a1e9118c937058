/** How long an ended server waits for its last output to be read, in milliseconds. */
const waitMs = 1000;

/**
 * Lets a process whose work is done exit although its output is a pipe that nobody reads: what is unsent would keep it
 * alive for ever. The exit code is that which `process.exitCode` has by then.
 */
export function exitDespiteUnreadOutput(): void {
  setTimeout(() => {
    const unread = [process.stdout, process.stderr].some(
      ({ writableLength }) => writableLength > 0,
    );
    if (unread) process.exit();
  }, waitMs).unref();
}
