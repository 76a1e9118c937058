import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** How many tasks (processes and threads) are allowed, and how many of them there are now. */
export interface TaskLimit {
  readonly maxTasks: number;
  readonly tasks: number;
}

/**
 * The limits on tasks (processes and threads) of this process's control group and of those above it (`pids.max`):
 * all of them apply. Supports version 1 and version 2 of control groups (cgroups(7)).
 *
 * @param root the folder that holds `proc` and what is mounted in the file system
 */
export function controlGroupTaskLimits(root: string): TaskLimit[] {
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
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
