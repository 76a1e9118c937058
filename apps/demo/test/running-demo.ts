import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const started: RunningDemo[] = [];

/** The demo in a separate process, run from the source. */
export class RunningDemo {
  readonly child: ChildProcessWithoutNullStreams;
  /** The path of its control socket. */
  readonly socketPath: string;
  /** The exit code, or the signal it ended by. */
  readonly status: Promise<number | string>;
  output = '';

  /** Its data folder, unless `args` specify one. */
  readonly folder = mkdtempSync(join(tmpdir(), 'threadline-demo-'));

  /**
   * The system chooses the ports, and the data folder is temporary, unless `args` specify them.
   *
   * @param inherited descriptors to pass as systemd does; `environment` may name them (`LISTEN_FDNAMES`)
   * @param program the program to run instead of the demo
   */
  constructor(
    args: readonly string[] = [],
    environment: Record<string, string> = {},
    { inherited = [], program = main }: { inherited?: number[]; program?: string } = {},
  ) {
    const data = args.includes('--data') ? [] : ['--data', this.folder];
    this.socketPath = join(this.folder, 'control', 'control.sock');
    const command = [
      process.execPath,
      '--conditions=@threadline/source',
      program,
      ...data,
      ...args,
    ];
    // The shell has the process id of the demo, since `exec` replaces it.
    const asService = ['-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...command];
    const [file = '', ...words] = inherited.length > 0 ? ['sh', ...asService] : command;
    this.child = spawn(file, words, {
      stdio: ['pipe', 'pipe', 'pipe', ...inherited],
      env: {
        ...process.env,
        THREADLINE_ECHO_PORT: '0',
        THREADLINE_CHAT_PORT: '0',
        THREADLINE_SOCKET: this.socketPath,
        ...(inherited.length > 0 && { LISTEN_FDS: String(inherited.length) }),
        ...environment,
      },
    }) as ChildProcessWithoutNullStreams;
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.status = once(this.child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | string,
    );
    started.push(this);
  }

  /** Resolves to the first match in the output; rejects if the demo ends first. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      const { exitCode, signalCode } = this.child;
      if ((exitCode ?? signalCode) !== null)
        throw new Error(`ended with ${exitCode ?? signalCode} after: ${this.output}`);
      await Promise.race([
        once(this.child.stdout, 'data'),
        once(this.child.stderr, 'data'),
        this.status,
      ]);
    }
  }

  /** The port of a server. */
  async port(name: string): Promise<number> {
    return Number((await this.says(new RegExp(`${name} listening on [^\\n]*:(\\d+)`)))[1]);
  }

  type(command: string): void {
    this.child.stdin.write(`${command}\n`);
  }
}

/** Kills all demos of a test. For `afterEach`. */
export function stopDemos(): void {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
}
