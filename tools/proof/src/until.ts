import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves to whether a condition became true within a time. It is checked every `everyMs`. */
export async function until(
  isTrue: () => boolean,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() >= end) return false;
    await sleep(everyMs);
  }
  return true;
}
