import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readTaskLimit } from '../src/machine/machine-limits.ts';

// What the files of proc and of control groups look like stands in cgroups(7), proc_pid_mountinfo(5) and proc_pid_status(5).
const version1 = '36 31 0:33 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n';
const version2 = '41 31 0:38 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n';
const memoryOnly = '32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'task-limit-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function put(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test('readTaskLimit() is infinite without control groups', () => {
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: Number.POSITIVE_INFINITY, tasks: 0 });
});

test('readTaskLimit() reads a control group of version 2', () => {
  put({
    'proc/self/mountinfo': memoryOnly + version2,
    'proc/self/cgroup': '0::/system.slice/chat.service\n',
    'sys/fs/cgroup/system.slice/chat.service/pids.max': '120\n',
    'sys/fs/cgroup/system.slice/chat.service/pids.current': '20\n',
  });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 120, tasks: 20 });
});

test('readTaskLimit() reads a control group of version 1', () => {
  put({
    'proc/self/mountinfo': memoryOnly + version1,
    'proc/self/cgroup': '4:memory:/other\n3:cpu,pids:/a/b\n0::/\n',
    'sys/fs/cgroup/pids/a/b/pids.max': '64\n',
    'sys/fs/cgroup/pids/a/b/pids.current': '7\n',
  });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 64, tasks: 7 });
});

test('readTaskLimit() returns the strictest of the group and those above it', () => {
  put({
    'proc/self/mountinfo': version2,
    'proc/self/cgroup': '0::/outer/inner\n',
    'sys/fs/cgroup/outer/inner/pids.max': 'max\n',
    'sys/fs/cgroup/outer/inner/pids.current': '20\n',
    'sys/fs/cgroup/outer/pids.max': '200\n',
    'sys/fs/cgroup/outer/pids.current': '190\n',
  });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 200, tasks: 190 });
  put({ 'sys/fs/cgroup/outer/inner/pids.max': '25\n' });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 25, tasks: 20 });
});

test('readTaskLimit() finds the group in a container that sees only its own', () => {
  put({
    'proc/self/mountinfo': '36 31 0:33 /docker/1f /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n',
    'proc/self/cgroup': '8:pids:/docker/1f\n',
    'sys/fs/cgroup/pids/pids.max': '50\n',
    'sys/fs/cgroup/pids/pids.current': '3\n',
  });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 50, tasks: 3 });
  put({ 'proc/self/cgroup': '8:pids:/somewhere/else\n' });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: 50, tasks: 3 });
});

test('readTaskLimit() counts the tasks of a user with a limit, except for root', () => {
  put({
    'proc/self/limits':
      'Max processes             70                   70                   processes\n',
    'proc/10/status': 'Name:\tnode\nUid:\t1000\t1000\t1000\t1000\nThreads:\t12\n',
    'proc/11/status': 'Name:\tsh\nUid:\t1000\t1000\t1000\t1000\nThreads:\t1\n',
    'proc/12/status': 'Name:\tinit\nUid:\t0\t0\t0\t0\nThreads:\t40\n',
  });
  expect(readTaskLimit(root, 1000)).toEqual({ maxTasks: 70, tasks: 13 });
  expect(readTaskLimit(root, 0)).toEqual({ maxTasks: Number.POSITIVE_INFINITY, tasks: 0 });
});
