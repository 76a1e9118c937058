import { join } from 'node:path';
import { Child } from '../side-by-side/child.ts';

const entry = join(import.meta.dirname, 'servers/server.ts');

/** A process that runs an echo server and a thread that hashes passwords. */
export class EchoAndAccounts implements AsyncDisposable {
  readonly port: number;
  readonly #child: Child;

  private constructor(child: Child, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Resolves when the server is listening. */
  static async start(): Promise<EchoAndAccounts> {
    // Without `--conditions`, so that the built packages are measured, as users install them.
    const child = new Child('the server', [process.execPath, entry]);
    try {
      return new EchoAndAccounts(child, Number(await child.line(20_000)));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Logs in continuously, hashing `concurrency` passwords at once. 0 stops it. */
  logIn(concurrency: number): void {
    this.#send({ type: 'log-in', concurrency });
  }

  async status(): Promise<ServerStatus> {
    this.#send({ type: 'status' });
    return JSON.parse(await this.#child.line(10_000)) as ServerStatus;
  }

  #send(command: ServerCommand): void {
    this.#child.send(JSON.stringify(command));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

/** The commands of the server process, each one line of JSON. */
export type ServerCommand =
  { readonly type: 'log-in'; readonly concurrency: number } | { readonly type: 'status' };

/** The response to `status`. */
export interface ServerStatus {
  /** The server process's `performance.now()` at the time of the response. */
  readonly atMs: number;
  /** Logins completed so far. */
  readonly logins: number;
  /** Threads with at least one client. */
  readonly threads: number;
}
