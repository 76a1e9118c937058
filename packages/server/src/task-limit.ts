import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlGroupTaskLimits, type TaskLimit } from './control-group.ts';

/** Larger limits of a user's tasks are not what a server runs into; to count the tasks would only delay its start. */
const largestCounted = 8192;

/**
 * The limit that allows this process the fewest further tasks: of its control group or one above it, or of its user
 * (RLIMIT_NPROC). `Infinity` where there is no limit.
 *
 * @param root the folder that holds `proc` and what is mounted in the file system
 * @param uid the user, whom only a limit of the control group binds if it is root (0)
 */
export function readTaskLimit(root = '/', uid = process.getuid?.()): TaskLimit {
  let least: TaskLimit = { maxTasks: Number.POSITIVE_INFINITY, tasks: 0 };
  for (const limit of [...controlGroupTaskLimits(root), ...userTaskLimits(root, uid)]) {
    if (freeTasks(limit) < freeTasks(least)) least = limit;
  }
  return least;
}

/** How many more tasks a limit allows. */
export function freeTasks({ maxTasks, tasks }: TaskLimit): number {
  return Math.max(0, maxTasks - tasks);
}

function userTaskLimits(root: string, uid: number | undefined): TaskLimit[] {
  const limits = read(join(root, 'proc/self/limits')) ?? '';
  const maxTasks = Number(/^Max processes\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
  if (uid === undefined || uid === 0 || !(maxTasks <= largestCounted)) return [];
  return [{ maxTasks, tasks: tasksOf(uid, join(root, 'proc')) }];
}

/** How many tasks a user has. */
function tasksOf(uid: number, proc: string): number {
  let tasks = 0;
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    // A process that has ended meanwhile has no tasks.
    const status = read(join(proc, name, 'status')) ?? '';
    if (Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) !== uid) continue;
    tasks += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return tasks;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
