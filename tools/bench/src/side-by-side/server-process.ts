import { Child } from './child.ts';
import type { Peer } from './peer.ts';
import { machineCpuSeconds, processCpuSeconds, processRssMb } from './proc.ts';

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
