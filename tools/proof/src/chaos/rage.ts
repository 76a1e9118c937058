import { setTimeout as sleep } from 'node:timers/promises';
import { actions, type Scene } from './actions.ts';

/** An action that was run, and when. */
interface Done {
  readonly atMs: number;
  readonly action: string;
  readonly to: string;
}

/** The actions that were run, and those that failed. */
export interface Raged {
  readonly done: readonly Done[];
  readonly failures: readonly string[];
}

/** The average time between two actions. */
const meanGapMs = 300;
/** The error of an action whose victim another action has already disconnected. */
const tooLate = /No client|has just left|no such client/i;

/** Runs actions for a time, several at once; resolves when the last has ended. */
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
      progress(`${done.length} actions, ${inside} of ${scene.members.length} are in the room`);
    }
    await sleep(meanGapMs * 2 * scene.random.next());
  }
  const waiter = setInterval(() => progress(`waiting for: ${[...pending].join(', ')}`), 5000);
  await Promise.all(running);
  clearInterval(waiter);
  return { done, failures };
}
