import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

const settleMs = 20;
const pollMs = 1_000;

/**
 * Calls back soon after the file at `path` may have changed: once for changes close together, and now and then for
 * nothing. Watches the folder, because a file that is replaced is a new one each time. Where watching is not
 * possible it polls. Never keeps the process alive.
 */
export function watchPath(path: string, onChange: () => void): { close(): void } {
  let watcher: FSWatcher | undefined;
  let poll: NodeJS.Timeout | undefined;
  let settle: NodeJS.Timeout | undefined;

  const changed = (): void => {
    settle ??= setTimeout(() => {
      settle = undefined;
      onChange();
    }, settleMs).unref();
  };
  const pollInstead = (): void => {
    watcher?.close();
    poll ??= setInterval(onChange, pollMs).unref();
  };

  try {
    watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      if (file === null || file === basename(path)) changed();
    });
    watcher.on('error', pollInstead);
  } catch {
    pollInstead();
  }

  return {
    close: () => {
      watcher?.close();
      clearInterval(poll);
      clearTimeout(settle);
    },
  };
}
