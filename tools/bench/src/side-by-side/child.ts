import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const children = new Set<Child>();

/** Kills all running child processes. */
export function killChildren(): void {
  for (const child of children) child.kill();
}

/** A child process with line-based standard input and output. It is killed when it is disposed. */
export class Child implements AsyncDisposable {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #endSignal: NodeJS.Signals;
  readonly #lines: AsyncIterator<string>;
  readonly #exited = Promise.withResolvers<undefined>();
  #stderr = '';

  constructor(
    name: string,
    [command, ...args]: readonly [string, ...string[]],
    endSignal: NodeJS.Signals = 'SIGKILL',
  ) {
    this.name = name;
    this.#endSignal = endSignal;
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    children.add(this);
    const { stdin, stdout, stderr } = this.#process;
    if (stdin === null || stdout === null || stderr === null)
      throw new Error('Cannot open the pipes of a child process');
    stdin.on('error', () => {});
    stderr.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-2000);
    });
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    const onExit = (): void => {
      children.delete(this);
      this.#exited.resolve(undefined);
    };
    this.#process.once('error', (error) => {
      this.#stderr = error.message;
      onExit();
    });
    this.#process.once('exit', onExit);
  }

  /** Writes a line to standard input. */
  send(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** Resolves with the next line of standard output. @throws {Error} if the process exits first or `timeoutMs` pass */
  async line(timeoutMs: number): Promise<string> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`${this.name} did not respond within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      const next: IteratorResult<string, unknown> = await Promise.race([
        this.#lines.next(),
        late.promise,
      ]);
      if (next.done !== true) return next.value;
      await this.#exited.promise;
      throw new Error(`${this.name} exited: ${this.#stderr.trim() || 'no error output'}`);
    } finally {
      clearTimeout(timer);
    }
  }

  kill(): void {
    this.#process.kill(this.#endSignal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#exited.promise;
  }
}
