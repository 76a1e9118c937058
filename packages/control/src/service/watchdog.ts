import type { Awaitable } from '../target.ts';
import { notifyService } from './notify.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Gives systemd signs of life twice as often as it wants them (`WatchdogSec=`, sd_watchdog_enabled(3)), each after
 * `alive` has resolved: a service whose parts don't answer is started anew. Does nothing where nobody watches.
 *
 * @returns how to end that
 */
export function watchService(alive: () => Awaitable<unknown>, env: Env = process.env): () => void {
  const timeoutMs = watchdogTimeout(env);
  if (timeoutMs === undefined) return () => {};
  let asking = false;
  const sign = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      await alive();
      await notifyService('alive', env);
    } catch {
      // No sign of life is what tells.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void sign(), timeoutMs / 2).unref();
  return () => clearInterval(timer);
}

/** How long systemd waits for a sign of life of this process, in milliseconds; undefined if it doesn't. */
function watchdogTimeout({
  WATCHDOG_USEC: microseconds,
  WATCHDOG_PID: pid,
}: Env): number | undefined {
  if (pid !== undefined && pid !== String(process.pid)) return undefined;
  const timeoutMs = Number(microseconds ?? 0) / 1000;
  return timeoutMs > 0 && timeoutMs < Infinity ? timeoutMs : undefined;
}
