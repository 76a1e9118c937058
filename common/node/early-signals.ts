/** SIGTERM and SIGINT received while a program is starting. */
export interface EarlySignals {
  /** Removes the handlers. Returns the first signal received, which the caller has to act on. */
  release(): NodeJS.Signals | undefined;
}

/** One Ctrl-C can arrive twice: from the terminal, and forwarded by a parent process. */
const sameWithinMs = 300;

/**
 * Handles SIGTERM, SIGINT and SIGHUP while a program is starting: without a handler the kernel ignores signals to PID 1, as
 * in a container. The first one is kept for `release()`; a second one exits at once.
 */
export function catchSignals(): EarlySignals {
  let first: NodeJS.Signals | undefined;
  let firstAt = 0;
  const take = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = signal;
      firstAt = performance.now();
    } else if (performance.now() - firstAt >= sameWithinMs) process.exit(0);
  };
  // SIGHUP reloads files, which are only now being read.
  const ignore = (): void => {};
  process.on('SIGTERM', take).on('SIGINT', take).on('SIGHUP', ignore);
  return {
    release: () => {
      process.off('SIGTERM', take).off('SIGINT', take).off('SIGHUP', ignore);
      return first;
    },
  };
}
