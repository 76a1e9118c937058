import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../common/thrown.ts';
import type { ControlTarget, Scalar } from '../target.ts';
import type { LogFile } from '../log/log-file.ts';

/** Time limit for a response of one part of the server. */
const maxWaitMs = 1000;

/** Resolves when every listener and every part in `health` has responded; rejects if one fails. */
export async function checkAlive({ listeners, health = {} }: ControlTarget): Promise<void> {
  await Promise.all([
    ...listeners.map(async (one) => await one.status()),
    ...Object.values(health).map(async (check) => await check()),
  ]);
}

/** Checks each part in `health`: `ok`, or the error message. */
export async function checkHealth(
  { health = {} }: ControlTarget,
  waitMs = maxWaitMs,
): Promise<Record<string, string>> {
  const states = Object.entries(health).map(async ([name, check]) => {
    try {
      await within(waitMs, check);
      return [name, 'ok'] as const;
    } catch (error) {
      return [name, messageOf(error)] as const;
    }
  });
  return Object.fromEntries(await Promise.all(states));
}

/** The stats of the target, or the reason why there are none. */
export async function statsOf(
  target: ControlTarget,
  waitMs = maxWaitMs,
): Promise<Readonly<Record<string, Scalar>>> {
  try {
    return (await within(waitMs, () => target.stats?.())) ?? {};
  } catch (error) {
    return { stats: messageOf(error) };
  }
}

/** Awaits a result. @throws {Error} after a timeout */
async function within<T>(waitMs: number, get: () => T | PromiseLike<T>): Promise<T> {
  const timeout = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(waitMs, undefined, { signal: timeout.signal, ref: false });
    throw new Error('unresponsive');
  };
  try {
    return await Promise.race([get(), late()]);
  } finally {
    timeout.abort();
  }
}

/** Logs the status: a record per listener, and one for the process. Never rejects. */
export async function logStatus(target: ControlTarget, log: LogFile): Promise<void> {
  try {
    for (const listener of target.listeners) {
      const { stats, ...state } = await listener.status();
      const fields = { ...state, ...stats };
      log.add({ time: Date.now(), level: 'info', message: 'status', fields }, listener.name);
    }
    const memoryBytes = process.memoryUsage.rss();
    const uptimeMs = Math.round(process.uptime() * 1000);
    log.write('info', 'status', { uptimeMs, memoryBytes, ...(await statsOf(target)) });
  } catch (error) {
    log.write('error', `cannot get the status: ${messageOf(error)}`);
  }
}
