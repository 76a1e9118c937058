import { setTimeout as sleep } from 'node:timers/promises';
import { ControlClient } from '@threadline/control';
import type { Program } from './program.ts';

/** An operator at a control socket. Records the slowest response. */
export class Operator implements AsyncDisposable {
  /** The number of responses, including errors. */
  answered = 0;
  slowestMs = 0;
  readonly #client: ControlClient;
  /** A connection runs one command at a time; others wait. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(client: ControlClient) {
    this.#client = client;
  }

  /** Connects. @throws {Error} if no server responds */
  static async connect(socketPath: string): Promise<Operator> {
    return new Operator(await ControlClient.connect(socketPath));
  }

  /** Connects once the program has opened its control socket. @throws {Error} if it ends first */
  static async whenReady(program: Program): Promise<Operator> {
    for (;;) {
      try {
        return await Operator.connect(program.socketPath);
      } catch (error) {
        if (program.over) throw error;
        await sleep(20);
      }
    }
  }

  /** Runs a command; resolves to its output. @throws {Error} if it fails, or takes longer than `timeoutMs` */
  run(line: string, timeoutMs = 30_000): Promise<string> {
    const answer = this.#turn.then(() => this.#run(line, timeoutMs));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Runs a command with `--json`. @throws as `run` */
  async ask<T>(line: string): Promise<T> {
    return JSON.parse(await this.run(`${line} --json`)) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #run(line: string, timeoutMs: number): Promise<string> {
    let text = '';
    const began = performance.now();
    const outcome = await this.#client.run(line, {
      signal: AbortSignal.timeout(timeoutMs),
      write: (more) => void (text += `${more}\n`),
    });
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
    this.answered += 1;
    if (!outcome.ok) throw new Error(`"${line}": ${outcome.message}`);
    return text;
  }
}
