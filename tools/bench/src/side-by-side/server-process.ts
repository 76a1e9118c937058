import { readFileSync } from 'node:fs';
import { Child } from './child.ts';
import type { Peer } from './peer.ts';

const startTimeoutMs = 20_000;

/** A process that runs a server to measure. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: Child;
  readonly #pid: number;

  private constructor(child: Child, port: number, pid: number) {
    this.#child = child;
    this.port = port;
    this.#pid = pid;
  }

  /** Resolves when the server is listening. */
  static async start<Options>(peer: Peer<Options>, options: Options): Promise<ServerProcess> {
    const child = new Child(`the server ${peer.name}`, peer.command(options), peer.endSignal);
    try {
      const line = await child.line(startTimeoutMs);
      const [, port, pid] = /^listening (\d+) (\d+)$/.exec(line) ?? [];
      if (port === undefined)
        throw new Error(
          `Expected "listening PORT PID" from the server ${peer.name}, got "${line}"`,
        );
      return new ServerProcess(child, Number(port), Number(pid));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Writes a line to standard input. */
  send(line: string): void {
    this.#child.send(line);
  }

  /** Returns the CPU time used so far. */
  cpuSeconds(): number {
    return processCpuSeconds(this.#pid);
  }

  /** Returns the resident memory in MB. */
  rssMb(): number {
    return processRssMb(this.#pid);
  }

  /** Returns how the clients are placed on threads. Only the server under test supports this. */
  async placement(): Promise<Placement> {
    this.#child.send('placement');
    return JSON.parse(await this.#child.line(10_000)) as Placement;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

/** A reading of the wall clock and the CPU times, all in seconds except `at` (ms). */
interface Clocks {
  readonly at: number;
  readonly server: number;
  readonly machine: number;
}

export function readClocks(server: ServerProcess): Clocks {
  return { at: performance.now(), server: server.cpuSeconds(), machine: machineCpuSeconds() };
}

/** Returns the average number of cores used between two readings by the server, the load and everything else. */
export function coresUsed(
  before: Clocks,
  after: Clocks,
  loadCores: number,
): { serverCores: number; loadCores: number; otherCores: number } {
  const wall = (after.at - before.at) / 1000;
  const serverCores = (after.server - before.server) / wall;
  const otherCores = (after.machine - before.machine) / wall - serverCores - loadCores;
  return { serverCores, loadCores, otherCores: Math.max(0, otherCores) };
}

/** How clients are placed on threads. */
export interface Placement {
  readonly threads: number;
  readonly clients: number;
  /** Threads with more than one client. */
  readonly shared: number;
}

/** The placement that a case requires. */
export type PlacementMode = 'dedicated' | 'shared';

/** Checks that all clients are placed as `mode` requires; undefined allows any placement. @throws {Error} if not */
export async function checkPlacement(
  server: ServerProcess,
  clients: number,
  mode: PlacementMode | undefined,
): Promise<void> {
  if (mode === undefined) return;
  const placement = await server.placement();
  const asRequired = placement.clients === clients && (mode === 'shared') === placement.shared > 0;
  if (!asRequired)
    throw new Error(
      `Expected ${clients} clients on ${mode} threads, got ${JSON.stringify(placement)}`,
    );
}

/** `USER_HZ`, the unit of the times in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Returns the CPU time (user and system) of a process in seconds, including threads that have exited. */
function processCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may contain spaces: count from its end. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Returns the resident memory of a process in MB (10^6 bytes). */
function processRssMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** Returns the CPU time of all processes of the machine in seconds, including the time stolen by the host. */
function machineCpuSeconds(): number {
  const line = /^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).map(Number);
  return (
    [user, nice, system, irq, softirq, steal].reduce<number>((sum, n) => sum + (n ?? 0), 0) /
    ticksPerSecond
  );
}
