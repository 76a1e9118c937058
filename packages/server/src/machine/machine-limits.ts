import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { join } from 'node:path';
import { controlGroupTaskLimits, readText, type TaskLimit } from './control-group.ts';

/** What a process may use on this machine. */
export interface MachineLimits extends TaskLimit {
  /** Cores this process may use. */
  readonly cores: number;
  /** `vm.max_map_count`: memory mappings of one process. `Infinity` where there is no such bound. */
  readonly maxMaps: number;
  /** Mappings this process has now. */
  readonly maps: number;
  /** The soft limit of open descriptors (RLIMIT_NOFILE). */
  readonly maxDescriptors: number;
  /** Bytes of memory: the machine's, or the control group's if that is less. */
  readonly memoryBytes: number;
  /** Processes and threads that the control group (`pids.max`) or the user (RLIMIT_NPROC) is allowed; `Infinity` without a limit. */
  readonly maxTasks: number;
  /** Processes and threads that count toward it now. */
  readonly tasks: number;
}

/** The limits of this machine and process. Unknown ones are infinite, or a common default. */
export function readMachineLimits(): MachineLimits {
  const constrained = constrainedMemory();
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    cores: availableParallelism(),
    maxMaps: Number(readProc('/proc/sys/vm/max_map_count') ?? Number.POSITIVE_INFINITY),
    maps: readProc('/proc/self/maps')?.split('\n').length ?? 0,
    maxDescriptors: openFilesLimit(),
    memoryBytes,
    ...readTaskLimit(),
  };
}

function openFilesLimit(): number {
  const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readProc('/proc/self/limits') ?? '')?.[1];
  if (limit === 'unlimited') return 1_048_576;
  return limit === undefined ? 10_240 : Number(limit);
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A server does not reach larger limits, so its start is not delayed by counting the user's tasks. */
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
  const limits = readText(join(root, 'proc/self/limits')) ?? '';
  const maxTasks = Number(/^Max processes\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
  if (uid === undefined || uid === 0 || !(maxTasks <= largestCounted)) return [];
  return [{ maxTasks, tasks: tasksOf(uid, join(root, 'proc')) }];
}

/** How many tasks a user has. */
function tasksOf(uid: number, proc: string): number {
  let tasks = 0;
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    // The process may have ended meanwhile.
    const status = readText(join(proc, name, 'status')) ?? '';
    if (Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) !== uid) continue;
    tasks += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return tasks;
}
