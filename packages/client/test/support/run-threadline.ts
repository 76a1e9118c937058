import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** The result of a run of `threadline`. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `threadline` in a child process, without a terminal. */
export class Threadline {
  readonly child: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<Outcome>;
  out = '';
  err = '';

  constructor(args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, ['--conditions=@threadline/source', cli, ...args], {
      env: { ...process.env, ...env },
    });
    this.child.stdin.on('error', () => {});
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.outcome = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      out: this.out,
      err: this.err,
    }));
  }

  /** Resolves when its output contains a text. */
  async sees(text: string): Promise<void> {
    while (!this.out.includes(text)) {
      await Promise.race([once(this.child.stdout, 'data'), this.#died(text)]);
    }
  }

  async #died(text: string): Promise<never> {
    const { out, err } = await this.outcome;
    throw new Error(`ended without "${text}":\n${out}\n${err}`);
  }
}

/** Runs `threadline` until it exits. */
export function runThreadline(
  args: readonly string[],
  { input = '', env }: { input?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const running = new Threadline(args, env);
  running.child.stdin.end(input);
  return running.outcome;
}
