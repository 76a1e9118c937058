import { freeTasks, type MachineLimits, readMachineLimits } from './machine-limits.ts';

/** How many client threads and connections this machine carries in one process, and what bounds them. */
export interface Capacity {
  /** The default of `maxThreads`: up to this many clients have a thread of their own, more share. */
  readonly threads: number;
  /** What bounds {@link Capacity.threads}. */
  readonly boundBy: 'cores' | MachineBound;
  /** How many threads the machine carries with room to spare, however few its cores: for all servers of the process. */
  readonly machineThreads: number;
  /** What bounds {@link Capacity.machineThreads}. */
  readonly machineBoundBy: MachineBound;
  /** What `maxThreads` may be raised to. With more the process could abort: no JavaScript error is raised when mappings run out. */
  readonly hardThreads: number;
  /** The default of `maxConnections`, beside that many threads. */
  readonly connections: number;
  /** The limits that the rest was computed from. */
  readonly machine: MachineLimits;
}

/** What the machine may run out of first: mappings, descriptors, memory, or tasks (processes and threads); or the ceiling of 256. */
export type MachineBound = 'maps' | 'descriptors' | 'memory' | 'tasks' | 'ceiling';

// A thread beyond a few per core makes nothing faster: to wake one for a single line takes 40 µs of CPU, and a thread
// that serves several clients is woken once for all of them. What a thread of its own buys is isolation.
const threadsPerCore = 8;
/** A small machine still shows what the server is for: a class of this size has a thread each. */
const leastThreads = 16;

// Measured on Node 26 (32 mappings, 5 descriptors) and Node 24 (43, 5), rounded up.
const mapsPerThread = 45;
/** How many descriptors a client thread has open. */
export const descriptorsPerThread = 6;
// An idle thread takes 8 MiB (Node 24: 12). One that has served chat clients for half an hour takes 21: V8 lets a heap
// grow to two or three times of what is used before it collects the garbage.
const bytesPerThread = 24 * 2 ** 20;

/** For files, other sockets, and refused clients that are not closed yet. */
export const descriptorsForTheRest = 64;
/** For the threads that Node and the rest of the process still start: without one of them Node aborts. */
const tasksForTheRest = 32;
const threadCeiling = 256;
const connectionCeiling = 10_000;

/**
 * How many client threads one process carries on this machine. `listen()` takes its defaults from here.
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

/** How many sockets the descriptors allow beside the client threads of the whole process. */
export function connectionsBeside(threads: number, machine: MachineLimits): number {
  return machine.maxDescriptors - descriptorsForTheRest - threads * descriptorsPerThread;
}
