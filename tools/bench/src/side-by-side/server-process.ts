import { Child } from './child.ts';
import type { Peer } from './peer.ts';
import { machineCpuSeconds, processCpuSeconds, processRssMb } from './proc.ts';

const startTimeoutMs = 20_000;

/** A server under measurement, in a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: Child;
  readonly #pid: number;

  private constructor(child: Child, port: number, pid: number) {
    this.#child = child;
    this.port = port;
    this.#pid = pid;
  }

  /** Starts a server; it listens when this resolves. */
  static async start<Options>(peer: Peer<Options>, options: Options): Promise<ServerProcess> {
    const child = new Child(`the server ${peer.name}`, peer.command(options), peer.endSignal);
    try {
      const line = await child.line(startTimeoutMs);
      const [, port, pid] = /^listening (\d+) (\d+)$/.exec(line) ?? [];
      if (port === undefined) throw new Error(`the server ${peer.name} said "${line}"`);
      return new ServerProcess(child, Number(port), Number(pid));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Tells it something. */
  tell(line: string): void {
    this.#child.send(line);
  }

  /** CPU seconds it has used so far. */
  cpuSeconds(): number {
    return processCpuSeconds(this.#pid);
  }

  /** Its resident memory, in MB. */
  rssMb(): number {
    return processRssMb(this.#pid);
  }

  /** How its clients are placed on threads. Only ours can be asked. */
  async placement(): Promise<Placement> {
    this.#child.send('placement');
    return JSON.parse(await this.#child.line(10_000)) as Placement;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

/** What the clocks showed at one moment. */
interface Clocks {
  readonly at: number;
  readonly server: number;
  readonly machine: number;
}

/** Reads the clock, and the CPU time that the server and the whole machine have used. */
export function readClocks(server: ServerProcess): Clocks {
  return { at: performance.now(), server: server.cpuSeconds(), machine: machineCpuSeconds() };
}

/** How many cores were in use between two moments: by the server, by the load, and by everything else. */
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

/** How the clients of the server under test are placed on threads. */
export interface Placement {
  readonly threads: number;
  readonly clients: number;
  /** Threads with more than one client. */
  readonly shared: number;
}

/** How the clients of the server under test must be placed for the figure to mean what it says. */
export type Placing = 'dedicated' | 'shared';

/** Makes sure that clients are placed as planned; `undefined` is any way. @throws {Error} if they are not */
export async function checkPlacing(
  server: ServerProcess,
  clients: number,
  placing: Placing | undefined,
): Promise<void> {
  if (placing === undefined) return;
  const placement = await server.placement();
  const asPlanned =
    placement.clients === clients && (placing === 'shared') === placement.shared > 0;
  if (!asPlanned)
    throw new Error(
      `Expected ${clients} clients on ${placing} threads, got ${JSON.stringify(placement)}`,
    );
}
