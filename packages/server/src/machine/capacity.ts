import { freeTasks, type MachineLimits, readMachineLimits } from './machine-limits.ts';

/** How many client threads and connections one process can have on this machine, and what limits them. */
export interface Capacity {
  /** The default of `maxThreads`. */
  readonly threads: number;
  /** What limits {@link Capacity.threads}. */
  readonly boundBy: 'cores' | MachineBound;
  /** How many threads all servers of the process can have, with a margin, ignoring the number of cores. */
  readonly machineThreads: number;
  /** What limits {@link Capacity.machineThreads}. */
  readonly machineBoundBy: MachineBound;
  /** The maximum of `maxThreads`. With more, the process could abort without a JavaScript error when it runs out of mappings. */
  readonly hardThreads: number;
  /** The default of `maxConnections`, with that many threads. */
  readonly connections: number;
  /** The limits from which the rest is computed. */
  readonly machine: MachineLimits;
}

/** The first limit: mappings, descriptors, memory, tasks (processes and threads), or a ceiling of 256. */
export type MachineBound = 'maps' | 'descriptors' | 'memory' | 'tasks' | 'ceiling';

// More than a few threads per core make nothing faster: waking one takes 40 µs of CPU, and a thread that serves several
// clients is woken once for all of them. A dedicated thread gives isolation, not speed.
const threadsPerCore = 8;
/** So that each client of a small class has its own thread even on a small machine. */
const leastThreads = 16;

// Measured on Node 26 (32 mappings, 5 descriptors) and Node 24 (43, 5), rounded up.
const mapsPerThread = 45;
/** How many descriptors a client thread has open. */
export const descriptorsPerThread = 6;
// An idle thread takes 8 MiB (Node 24: 12); one that has served chat clients for half an hour takes 21, since V8 lets a heap
// grow to two or three times its live size before it collects garbage.
const bytesPerThread = 24 * 2 ** 20;

/** For files, other sockets, and refused clients that are not closed yet. */
export const descriptorsForTheRest = 64;
/** For threads that Node and the rest of the process start later: Node aborts if it can't start one. */
const tasksForTheRest = 32;
const threadCeiling = 256;
const connectionCeiling = 10_000;

/**
 * How many client threads one process can have on this machine. These are the defaults of `listen()`.
 *
 * @param machine the limits to compute with, by default those of this machine
 */
export function capacity(machine: MachineLimits = readMachineLimits()): Capacity {
  const maps = Math.max(0, machine.maxMaps - machine.maps);
  const descriptors = machine.maxDescriptors - descriptorsForTheRest;
  const tasks = freeTasks(machine) - tasksForTheRest;
  const bounds: [MachineBound, number][] = [
    ['ceiling', threadCeiling],
    ['maps', (0.6 * maps) / mapsPerThread],
    // Half the descriptors stay for sockets.
    ['descriptors', descriptors / 2 / descriptorsPerThread],
    ['memory', (0.5 * machine.memoryBytes) / bytesPerThread],
    ['tasks', 0.6 * tasks],
  ];
  const [machineBoundBy, bound] = bounds.reduce((least, next) =>
    next[1] < least[1] ? next : least,
  );
  const machineThreads = Math.max(1, Math.floor(bound));
  const coreThreads = Math.max(leastThreads, threadsPerCore * machine.cores);
  const threads = Math.min(machineThreads, coreThreads);
  const hardBound = Math.min(
    (0.85 * maps) / mapsPerThread,
    (descriptors - 1) / descriptorsPerThread,
    tasks,
  );
  return {
    threads,
    boundBy: coreThreads < machineThreads ? 'cores' : machineBoundBy,
    machineThreads,
    machineBoundBy,
    hardThreads: Math.max(machineThreads, Math.floor(hardBound)),
    connections: Math.max(1, Math.min(connectionCeiling, connectionsBeside(threads, machine))),
    machine,
  };
}

/** How many sockets the descriptors allow in addition to the client threads of the whole process. */
export function connectionsBeside(threads: number, machine: MachineLimits): number {
  return machine.maxDescriptors - descriptorsForTheRest - threads * descriptorsPerThread;
}
