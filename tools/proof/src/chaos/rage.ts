import { setTimeout as sleep } from 'node:timers/promises';
import { clientActions } from './client-actions.ts';
import type { Scene } from './scene.ts';
import { serverActions } from './server-actions.ts';

/** Something that was done, and when. */
export interface Done {
  readonly atMs: number;
  readonly action: string;
  readonly to: string;
}

/** What was done in a time, and what could not be. */
export interface Raged {
  readonly done: readonly Done[];
  readonly failures: readonly string[];
}

/** Time between two actions, on average. */
const meanGapMs = 300;
const actions = [...serverActions, ...clientActions];
/** An action that failed for this has come too late: its victim had gone by another's doing. */
const tooLate = /No client|has just left|no such client/i;

/** Does one action after another, many at the same time, for so long; resolves when the last is done. */
export async function rage(
  scene: Scene,
  seconds: number,
  progress: (line: string) => void,
): Promise<Raged> {
  const done: Done[] = [];
  const failures: string[] = [];
  const running: Promise<void>[] = [];
  const pending = new Set<string>();
  const began = performance.now();
  let told = began;
  while (performance.now() - began < seconds * 1000) {
    const action = scene.random.weighted(actions);
    const atMs = Math.round(performance.now() - began);
    const run = async (): Promise<void> => {
      const name = `${action.name} since ${atMs} ms`;
      pending.add(name);
      try {
        const to = await action.run(scene);
        if (to !== undefined) done.push({ atMs, action: action.name, to });
      } catch (error) {
        const { message } = error as Error;
        if (!tooLate.test(message)) failures.push(`${action.name}: ${message}`);
      } finally {
        pending.delete(name);
      }
    };
    running.push(run());
    if (performance.now() - told > 5000) {
      told = performance.now();
      const inside = scene.members.filter(({ chatter }) => chatter.inside).length;
      progress(`${done.length} actions, ${inside} of ${scene.members.length} are in`);
    }
    await sleep(meanGapMs * 2 * scene.random.next());
  }
  const waiter = setInterval(() => progress(`waiting for: ${[...pending].join(', ')}`), 5000);
  await Promise.all(running);
  clearInterval(waiter);
  return { done, failures };
}
