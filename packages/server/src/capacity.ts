import { readFileSync } from 'node:fs';
import { constrainedMemory } from 'node:process';
import { totalmem } from 'node:os';

/** How many client threads and connections this machine carries in one process, and what binds them. */
export interface Capacity {
  /** The default of `maxThreads`. */
  readonly threads: number;
  /** What binds {@link Capacity.threads}. */
  readonly boundBy: 'maps' | 'descriptors' | 'memory' | 'ceiling';
  /** What `maxThreads` may be raised to. More and the process could abort: no JavaScript error is raised when mappings run out. */
  readonly hardThreads: number;
  /** The default of `maxConnections`, beside that many threads. */
  readonly connections: number;
  /** What the figures were made of. */
  readonly machine: MachineLimits;
}

/** What a process may use on this machine. */
export interface MachineLimits {
  /** `vm.max_map_count`: memory mappings of one process. `Infinity` where there is no such bound. */
  readonly maxMaps: number;
  /** Mappings this process has now. */
  readonly maps: number;
  /** The soft limit of open descriptors (RLIMIT_NOFILE). */
  readonly maxDescriptors: number;
  /** Bytes of memory: the machine's, or the control group's if that is less. */
  readonly memoryBytes: number;
}

// Measured on Node 26 (32 mappings, 5 descriptors) and Node 24 (43, 5), rounded up.
const mapsPerThread = 45;
const descriptorsPerThread = 6;
// An idle thread takes 8 MiB (Node 24: 12). One that has served chat clients for half an hour takes 21: V8 lets a heap
// grow to two or three times of what is used before it collects the garbage.
const bytesPerThread = 24 * 2 ** 20;

const descriptorsForTheRest = 64;
const threadCeiling = 256;
const connectionCeiling = 10_000;

/**
 * How many client threads one process carries on this machine. `listen()` takes its defaults from here.
 *
 * @param machine the limits to reckon with, by default those of this machine
 */
export function capacity(machine: MachineLimits = readMachineLimits()): Capacity {
  const maps = Math.max(0, machine.maxMaps - machine.maps);
  const descriptors = machine.maxDescriptors - descriptorsForTheRest;
  const bounds = [
    ['ceiling', threadCeiling],
    ['maps', (0.6 * maps) / mapsPerThread],
    // Half the descriptors stay for sockets.
    ['descriptors', descriptors / 2 / descriptorsPerThread],
    ['memory', (0.5 * machine.memoryBytes) / bytesPerThread],
  ] as const;
  const [boundBy, bound] = bounds.reduce((least, next) => (next[1] < least[1] ? next : least));
  const threads = Math.max(1, Math.floor(bound));
  const hardBound = Math.min(
    (0.85 * maps) / mapsPerThread,
    (descriptors - 1) / descriptorsPerThread,
  );
  return {
    threads,
    boundBy,
    hardThreads: Math.max(threads, Math.floor(hardBound)),
    connections: Math.max(1, Math.min(connectionCeiling, connectionsBeside(threads, machine))),
    machine,
  };
}

/** How many sockets the descriptors allow beside so many threads. */
export function connectionsBeside(threads: number, machine: MachineLimits): number {
  return machine.maxDescriptors - descriptorsForTheRest - threads * descriptorsPerThread;
}

/** The limits of this machine and process; what the system does not tell is taken as unbounded or as POSIX's least. */
export function readMachineLimits(): MachineLimits {
  const constrained = constrainedMemory();
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    maxMaps: Number(readProc('/proc/sys/vm/max_map_count') ?? Number.POSITIVE_INFINITY),
    maps: readProc('/proc/self/maps')?.split('\n').length ?? 0,
    maxDescriptors: openFilesLimit(),
    memoryBytes,
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
