import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const children = new Set<Child>();

/** Kills every child process that still runs. */
export function killChildren(): void {
  for (const child of children) child.kill();
}

/** A child process that is talked to in lines. It is killed when it is disposed of, and it ends when its standard input does. */
export class Child implements AsyncDisposable {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #endSignal: NodeJS.Signals;
  readonly #lines: AsyncIterator<string>;
  readonly #gone = Promise.withResolvers<undefined>();
  #complaint = '';

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
    if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
    stdin.on('error', () => {});
    stderr.on('data', (text: Buffer) => {
      this.#complaint = (this.#complaint + text.toString()).slice(-2000);
    });
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    const gone = (): void => {
      children.delete(this);
      this.#gone.resolve(undefined);
    };
    this.#process.once('error', (error) => {
      this.#complaint = error.message;
      gone();
    });
    this.#process.once('exit', gone);
  }

  /** Writes one line to its standard input. */
  send(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** The next line of its standard output. @throws {Error} if it ends before, or takes longer than `timeoutMs` */
  async line(timeoutMs: number): Promise<string> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`${this.name} said nothing for ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      const next: IteratorResult<string, unknown> = await Promise.race([
        this.#lines.next(),
        late.promise,
      ]);
      if (next.done !== true) return next.value;
      await this.#gone.promise;
      throw new Error(`${this.name} ended: ${this.#complaint.trim() || 'without a word'}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it now. */
  kill(): void {
    this.#process.kill(this.#endSignal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#gone.promise;
  }
}
