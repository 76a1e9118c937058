import type { Awaitable } from '../target.ts';

/** What signals lead to. */
export interface SignalHandlers {
  /** SIGTERM or SIGINT, the first time: end politely. */
  stop(signal: NodeJS.Signals): Awaitable<unknown>;
  /** SIGTERM or SIGINT again: end now. */
  stopNow(signal: NodeJS.Signals): Awaitable<unknown>;
  /** SIGHUP: read again what can change, open the log again. */
  reload(): Awaitable<unknown>;
  /** SIGUSR2: tell how the service is. Without it the signal is left alone. */
  status?(): Awaitable<unknown>;
}

/** Options of {@link handleSignals}. */
export interface SignalOptions {
  /**
   * One Ctrl-C may arrive twice, from the terminal and from a parent that passes it on: a second signal within so many
   * milliseconds is the same one. @default 300
   */
  readonly sameWithinMs?: number;
  /** The time in milliseconds. @default performance.now */
  readonly clock?: () => number;
}

/** Takes over SIGTERM, SIGINT, SIGHUP, and SIGUSR2 if it is handled. Returns how to give them back. */
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
