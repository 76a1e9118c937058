import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** A program on a screen of 120 by 40, in tmux. */
export class Screen {
  readonly #socket: string;

  /** @param socket a path for tmux's socket */
  constructor(socket: string, command: string, env: Record<string, string> = {}) {
    this.#socket = socket;
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      '120',
      '-y',
      '40',
      ...variables,
      command,
    );
  }

  /** The current content of the screen. */
  get text(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** Types a line and Enter. */
  type(line: string): void {
    this.#tmux('send-keys', '-l', line);
    this.#tmux('send-keys', 'Enter');
  }

  /** Resolves to the screen once it shows that; rejects with the screen after 20 s. */
  async shows(what: string | RegExp): Promise<string> {
    for (let tries = 0; tries < 200; tries += 1) {
      const { text } = this;
      if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
      await sleep(100);
    }
    throw new Error(`${String(what)} is not on the screen:\n${this.text}`);
  }

  close(): void {
    spawnSync('tmux', ['-S', this.#socket, 'kill-server']);
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' });
  }
}
