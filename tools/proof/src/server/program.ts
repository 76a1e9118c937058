import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const started = new Set<Program>();

/** Kills all running programs. */
export function killPrograms(): void {
  for (const program of started) program.kill();
}

/** The unmodified demo. */
export const demoMain = new URL('../../../../apps/demo/src/main.ts', import.meta.url);

/** A process that runs the demo, or a program with the same arguments. */
export class Program implements AsyncDisposable {
  readonly startedAt = performance.now();
  /** The path of its control socket. */
  readonly socketPath: string;
  /** Resolves to the exit code, or the signal it ended by. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Called with each line of output. */
  onLine: (line: string) => void = () => {};
  /** The last output, for error messages. */
  words = '';
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ports = new Map<string, PromiseWithResolvers<number>>();
  #over = false;

  /** @param data its data folder; ports are chosen by the system */
  constructor(main: URL, data: string, args: readonly string[] = []) {
    this.socketPath = join(data, 'control.sock');
    const settings = ['--data', data, '--socket', this.socketPath];
    const ports = ['--echo-port', '0', '--chat-port', '0'];
    this.#child = spawn(
      process.execPath,
      [
        '--conditions=@threadline/source',
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(main),
        ...settings,
        ...ports,
        ...args,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    started.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    this.ended = once(this.#child, 'exit').then(([code, signal]) => {
      started.delete(this);
      this.#over = true;
      for (const port of this.#ports.values()) port.reject(new Error(`it ended: ${this.words}`));
      return (code ?? signal) as number | NodeJS.Signals;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Resolves to the port of a server once it listens. @throws {Error} if the program ends first */
  async port(server: string): Promise<number> {
    return await this.#port(server).promise;
  }

  /** Kills it with SIGKILL. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Sends SIGTERM. */
  interrupt(): void {
    this.#child.kill('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }

  #take(line: string): void {
    const [, server, port] = /^(\w+) listening on \S*:(\d+)$/.exec(line) ?? [];
    if (server !== undefined) this.#port(server).resolve(Number(port));
    if (!line.startsWith('{')) this.words = `${this.words}\n${line}`.slice(-2000);
    this.onLine(line);
  }

  #port(server: string): PromiseWithResolvers<number> {
    const known = this.#ports.get(server);
    if (known !== undefined) return known;
    const port = Promise.withResolvers<number>();
    // There may be no listener.
    port.promise.catch(() => {});
    if (this.#over) port.reject(new Error(`it ended: ${this.words}`));
    this.#ports.set(server, port);
    return port;
  }
}
