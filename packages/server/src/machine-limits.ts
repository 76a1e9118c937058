import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import type { TaskLimit } from './control-group.ts';
import { readTaskLimit } from './task-limit.ts';

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
  /** Processes and threads that count against it now. */
  readonly tasks: number;
}

/** The limits of this machine and process. What the system does not say is taken as unbounded, or as the least that POSIX allows. */
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
