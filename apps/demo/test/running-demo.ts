import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const started: RunningDemo[] = [];

/** The demo as a process of its own, from its source. */
export class RunningDemo {
  readonly child: ChildProcessWithoutNullStreams;
  /** Where its control socket is. */
  readonly socketPath: string;
  /** The exit code, or the signal it ended by. */
  readonly status: Promise<number | string>;
  output = '';

  /** Every port is chosen by the system, and the data lies in a folder of its own, unless `args` say otherwise. */
  constructor(args: readonly string[] = [], environment: Record<string, string> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
    const data = args.includes('--data') ? [] : ['--data', folder];
    this.socketPath = join(folder, 'control', 'control.sock');
    this.child = spawn(
      process.execPath,
      ['--conditions=@threadline/source', main, ...data, ...args],
      {
        env: {
          ...process.env,
          THREADLINE_ECHO_PORT: '0',
          THREADLINE_CHAT_PORT: '0',
          THREADLINE_SOCKET: this.socketPath,
          ...environment,
        },
      },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.status = once(this.child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | string,
    );
    started.push(this);
  }

  /** Resolves to the first match in the output; rejects if the demo ends without. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.child.exitCode !== null)
        throw new Error(`ended with ${this.child.exitCode} after: ${this.output}`);
      await Promise.race([
        once(this.child.stdout, 'data'),
        once(this.child.stderr, 'data'),
        this.status,
      ]);
    }
  }

  /** The port a server of the demo listens on. */
  async port(name: string): Promise<number> {
    return Number((await this.says(new RegExp(`${name} listening on [^\\n]*:(\\d+)`)))[1]);
  }

  type(command: string): void {
    this.child.stdin.write(`${command}\n`);
  }
}

/** Ends every demo a test has started. For `afterEach`. */
export function stopDemos(): void {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
}
