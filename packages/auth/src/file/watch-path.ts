import { watch, type FSWatcher } from 'node:fs';

const settleMs = 20;
const pollMs = 1_000;

/**
 * Calls back soon after the file at `path` may have changed: once for several changes in a row, and sometimes without a
 * change. Watches the file rather than its folder, where other files may change thousands of times a second. A
 * replaced file is a new one, so the watch is set up again after every change. Polls while there is no file or
 * watching fails. Does not keep the process alive.
 */
export function watchPath(path: string, onChange: () => void): { close(): void } {
  let watcher: FSWatcher | undefined;
  let poll: NodeJS.Timeout | undefined;
  let settle: NodeJS.Timeout | undefined;

  const changed = (): void => {
    settle ??= setTimeout(() => {
      settle = undefined;
      start();
      onChange();
    }, settleMs).unref();
  };
  const pollInstead = (): void => {
    watcher?.close();
    poll ??= setInterval(() => {
      start();
      onChange();
    }, pollMs).unref();
  };
  const start = (): void => {
    watcher?.close();
    try {
      watcher = watch(path, { persistent: false }, changed);
      watcher.on('error', pollInstead);
      clearInterval(poll);
      poll = undefined;
    } catch {
      pollInstead();
    }
  };

  start();
  return {
    close: () => {
      watcher?.close();
      clearInterval(poll);
      clearTimeout(settle);
    },
  };
}
