/** SIGTERM and SIGINT that came while a program was starting. */
export interface EarlySignals {
  /** Gives the signals back; returns the first that came, which its new owner has to obey. */
  release(): NodeJS.Signals | undefined;
}

/** One Ctrl-C may arrive twice, from the terminal and from a parent that passes it on. */
const sameWithinMs = 300;

/**
 * Takes SIGTERM, SIGINT and SIGHUP from the first moment on: without a handler the kernel drops a signal to PID 1, as in a
 * container. The first one is kept for whoever handles signals later; a second one exits at once.
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
  // What a reload would read is being read now.
  const ignore = (): void => {};
  process.on('SIGTERM', take).on('SIGINT', take).on('SIGHUP', ignore);
  return {
    release: () => {
      process.off('SIGTERM', take).off('SIGINT', take).off('SIGHUP', ignore);
      return first;
    },
  };
}
