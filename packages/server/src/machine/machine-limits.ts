import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { dirname, join, posix } from 'node:path';

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

/** How many tasks (processes and threads) are allowed, and how many of them there are now. */
interface TaskLimit {
  readonly maxTasks: number;
  readonly tasks: number;
}

/**
 * The limits on tasks (processes and threads) of this process's control group and of those above it (`pids.max`):
 * all of them apply. Supports version 1 and version 2 of control groups (cgroups(7)).
 *
 * @param root the folder that holds `proc` and what is mounted in the file system
 */
function controlGroupTaskLimits(root: string): TaskLimit[] {
  return foldersOf(root).flatMap(readLimit);
}

/** The folders of this process's control group and of those above it, as far as they are visible. */
function foldersOf(root: string): string[] {
  const lines = readText(join(root, 'proc/self/cgroup'))?.split('\n') ?? [];
  return mountsOf(root).flatMap((mount) => {
    const group = lines.map(parseGroup).find((one) => one?.controllers === mount.controllers);
    if (group === undefined) return [];
    // In a container, the mount may show only a part of the path, or the path may be outside of it.
    const below = posix.relative(mount.root, group.path);
    const top = join(root, mount.point);
    return below.startsWith('..') ? [top] : withParents(top, join(top, below));
  });
}

interface Mount {
  /** The folder of the hierarchy that is mounted. */
  readonly root: string;
  readonly point: string;
  /** As in `/proc/self/cgroup`: empty for version 2. */
  readonly controllers: 'pids' | '';
}

/** Where control groups that count tasks are mounted. The format is that of proc_pid_mountinfo(5). */
function mountsOf(root: string): Mount[] {
  const lines = readText(join(root, 'proc/self/mountinfo'))?.split('\n') ?? [];
  return lines.flatMap((line): Mount[] => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , mountRoot, point] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    if (mountRoot === undefined || point === undefined) return [];
    if (type === 'cgroup2') return [{ root: mountRoot, point, controllers: '' }];
    const hasPids = type === 'cgroup' && options.split(',').includes('pids');
    return hasPids ? [{ root: mountRoot, point, controllers: 'pids' }] : [];
  });
}

/** A line of `/proc/self/cgroup`: `8:pids:/a/b`, or `0::/a/b` for version 2. */
function parseGroup(line: string): { controllers: 'pids' | ''; path: string } | undefined {
  const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
  if (controllers === undefined || path === undefined) return undefined;
  if (controllers === '') return { controllers: '', path };
  return controllers.split(',').includes('pids') ? { controllers: 'pids', path } : undefined;
}

/** A folder and those above it, up to `top`. */
function withParents(top: string, folder: string): string[] {
  const folders = [top];
  for (let one = folder; one.startsWith(`${top}/`); one = dirname(one)) folders.push(one);
  return folders;
}

function readLimit(folder: string): TaskLimit[] {
  const maxTasks = Number.parseInt(readText(join(folder, 'pids.max')) ?? '', 10);
  const tasks = Number.parseInt(readText(join(folder, 'pids.current')) ?? '', 10);
  // Without a limit `pids.max` reads "max"; the topmost group has no such file.
  return Number.isNaN(maxTasks) || Number.isNaN(tasks) ? [] : [{ maxTasks, tasks }];
}

/** The text of a file; undefined if it can't be read. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
