import { setTimeout as sleep } from 'node:timers/promises';
import { Operator } from './operator.ts';

/** What came of asking again and again. */
export interface ControlWatch {
  readonly answered: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

/**
 * Asks for the status over the control socket, by a connection of its own, again and again until the signal aborts. Each
 * question that isn't answered in `timeoutMs` is a failure.
 */
export async function watchControl(
  socketPath: string,
  signal: AbortSignal,
  timeoutMs = 5000,
): Promise<ControlWatch> {
  await using operator = await Operator.connect(socketPath);
  const failures: string[] = [];
  while (!signal.aborted) {
    try {
      await operator.run('status', timeoutMs);
    } catch (error) {
      failures.push((error as Error).message);
    }
    await sleep(200, undefined, { signal }).catch(() => {});
  }
  return { answered: operator.answered, slowestMs: operator.slowestMs, failures };
}
