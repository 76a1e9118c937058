import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after so many ms, for `Infinity` never; at once if the signal aborts. */
export async function stay(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  if (ms === Infinity) await once(signal, 'abort');
  else await delay(ms, undefined, { signal }).catch(() => {});
}
