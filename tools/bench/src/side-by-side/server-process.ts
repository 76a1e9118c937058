import { Child } from './child.ts';
import type { Peer } from './peer.ts';
import { processCpuSeconds, processRssMb } from './proc.ts';
import type { Placement } from './placement.ts';

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
