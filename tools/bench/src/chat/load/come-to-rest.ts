import { setTimeout as pause } from 'node:timers/promises';
import { traffic } from './member.ts';

const lookEveryMs = 20;

/** Resolves when nobody has read anything for that long. */
export async function comeToRest(quietMs: number): Promise<void> {
  let seen = traffic.bytes;
  let since = performance.now();
  while (performance.now() - since < quietMs) {
    await pause(lookEveryMs);
    if (traffic.bytes === seen) continue;
    seen = traffic.bytes;
    since = performance.now();
  }
}
