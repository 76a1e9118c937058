import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

/** Whether pseudo-terminals are available, by `script` of util-linux. */
export const hasPty = /util-linux/.test(
  spawnSync('script', ['--version']).stdout?.toString() ?? '',
);

/** A program that runs in a pseudo-terminal. */
export class Pty {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves to its exit code. */
  readonly exit: Promise<number>;
  /** The raw output. */
  raw = '';
  /** The end of the last match of {@link sees} in the output without control sequences. */
  #from = 0;

  /** @param program the arguments of Node, or a command line for the shell */
  constructor(program: readonly string[] | string, env: Record<string, string> = {}) {
    const command = typeof program === 'string' ? program : nodeCommand(program);
    this.child = spawn('script', ['-qefc', `stty cols 80 rows 24; exec ${command}`, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', ...env },
    });
    this.child.stdin.on('error', () => {});
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.raw += text));
    this.exit = once(this.child, 'exit').then(([code]) => code as number);
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Resolves when the output after the last match contains the text or matches the pattern. */
  async sees(expected: string | RegExp): Promise<RegExpExecArray> {
    const pattern =
      typeof expected === 'string'
        ? new RegExp(expected.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
        : expected;
    for (;;) {
      const text = stripVTControlCharacters(this.raw).slice(this.#from);
      const match = pattern.exec(text);
      if (match !== null) {
        this.#from += match.index + match[0].length;
        return match;
      }
      await once(this.child.stdout, 'data');
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** Returns the command line that runs Node with the TypeScript sources. */
export function nodeCommand(args: readonly string[]): string {
  return [process.execPath, '--conditions=@threadline/source', ...args]
    .map((word) => `'${word}'`)
    .join(' ');
}
