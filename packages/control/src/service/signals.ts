import type { Awaitable } from '../target.ts';

/** Handlers of signals. */
interface SignalHandlers {
  /** The first SIGTERM or SIGINT: shut down gracefully. */
  stop(signal: NodeJS.Signals): Awaitable<unknown>;
  /** A second SIGTERM or SIGINT: stop at once. */
  stopNow(signal: NodeJS.Signals): Awaitable<unknown>;
  /** SIGHUP: reload the configuration, reopen the log. */
  reload(): Awaitable<unknown>;
  /** SIGUSR2: log the status. Without it, the signal is not handled. */
  status?(): Awaitable<unknown>;
}

/** Options of {@link handleSignals}. */
interface SignalOptions {
  /**
   * A second signal within this many milliseconds is ignored, since one Ctrl-C may arrive twice: from the terminal and
   * from a parent process that forwards it. @default 300
   */
  readonly sameWithinMs?: number;
  /** A monotonic clock, in milliseconds. @default performance.now */
  readonly clock?: () => number;
}

/** Handles SIGTERM, SIGINT, SIGHUP, and SIGUSR2 with a `status` handler. Returns a function that removes the handlers. */
export function handleSignals(
  handlers: SignalHandlers,
  { sameWithinMs = 300, clock = () => performance.now() }: SignalOptions = {},
): () => void {
  let firstAt: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = clock();
      void handlers.stop(signal);
    } else if (clock() - firstAt >= sameWithinMs) void handlers.stopNow(signal);
  };
  const reload = (): void => void handlers.reload();
  const status = (): void => void handlers.status?.();
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', reload);
  if (handlers.status !== undefined) process.on('SIGUSR2', status);
  return () => {
    process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', reload).off('SIGUSR2', status);
  };
}
