import { join } from 'node:path';
import { Child } from '../side-by-side/child.ts';

const entry = join(import.meta.dirname, 'server.ts');

/** A process with an echo server and accounts that are logged in to. */
export class EchoAndAccounts implements AsyncDisposable {
  readonly port: number;
  readonly #child: Child;

  private constructor(child: Child, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts it; it listens when this resolves. */
  static async start(): Promise<EchoAndAccounts> {
    // Without this process's conditions: what users install is measured, what was built.
    const child = new Child('the server', [process.execPath, entry]);
    try {
      return new EchoAndAccounts(child, Number(await child.line(20_000)));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Has it log in without a pause from now on, so many hashed at once. 0 ends it. */
  logIn(atOnce: number): void {
    this.#tell({ type: 'log-in', atOnce });
  }

  async status(): Promise<ServerStatus> {
    this.#tell({ type: 'tell-status' });
    return JSON.parse(await this.#child.line(10_000)) as ServerStatus;
  }

  #tell(command: ServerCommand): void {
    this.#child.send(JSON.stringify(command));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

/** What the server process is told, a line of JSON each. */
export type ServerCommand =
  { readonly type: 'log-in'; readonly atOnce: number } | { readonly type: 'tell-status' };

/** What it answers to `tell-status`. */
export interface ServerStatus {
  /** When it was asked, in milliseconds of its own clock. */
  readonly atMs: number;
  /** How many have logged in so far. */
  readonly logins: number;
  /** Threads that have clients. */
  readonly threads: number;
}
