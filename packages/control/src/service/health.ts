import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../common/thrown.ts';
import type { ControlTarget, Figure } from '../target.ts';

/** How long a part of the server is waited for by somebody who wants to know how it is. */
const maxWaitMs = 1000;

/** Resolves when every part of the server has answered: listeners, and what stands behind them. @throws as one does */
export async function allAnswer({ listeners, health = {} }: ControlTarget): Promise<void> {
  await Promise.all([
    ...listeners.map(async (one) => await one.status()),
    ...Object.values(health).map(async (answers) => await answers()),
  ]);
}

/** How each part behind the listeners is: `ok`, or why not. No part is waited for long. */
export async function healthOf(
  { health = {} }: ControlTarget,
  waitMs = maxWaitMs,
): Promise<Record<string, string>> {
  const states = Object.entries(health).map(async ([name, answers]) => {
    try {
      await within(waitMs, answers);
      return [name, 'ok'] as const;
    } catch (error) {
      return [name, messageOf(error)] as const;
    }
  });
  return Object.fromEntries(await Promise.all(states));
}

/** The figures of the target; if it can't give them now, why. */
export async function figuresOf(
  target: ControlTarget,
  waitMs = maxWaitMs,
): Promise<Readonly<Record<string, Figure>>> {
  try {
    return (await within(waitMs, () => target.figures?.())) ?? {};
  } catch (error) {
    return { figures: messageOf(error) };
  }
}

/** What `ask` gives. @throws {Error} if it has not after a time */
async function within<T>(waitMs: number, ask: () => T | PromiseLike<T>): Promise<T> {
  const timeout = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(waitMs, undefined, { signal: timeout.signal, ref: false });
    throw new Error('unresponsive');
  };
  try {
    return await Promise.race([ask(), late()]);
  } finally {
    timeout.abort();
  }
}
