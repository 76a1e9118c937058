import { setTimeout as sleep } from 'node:timers/promises';
import { ControlClient } from '@threadline/control';
import type { Program } from './program.ts';

/** An operator at a control socket. Keeps how long the slowest answer took. */
export class Operator implements AsyncDisposable {
  /** Commands that were answered, refusals too. */
  answered = 0;
  slowestMs = 0;
  readonly #client: ControlClient;
  /** A connection has one command at a time; the others wait for their turn. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(client: ControlClient) {
    this.#client = client;
  }

  /** Connects. @throws {Error} if nobody answers there */
  static async connect(socketPath: string): Promise<Operator> {
    return new Operator(await ControlClient.connect(socketPath));
  }

  /** Connects as soon as the program has its control socket. @throws {Error} if it ends before */
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

  /** Runs one command; resolves to its answer. @throws {Error} if it is refused, or takes longer than `timeoutMs` */
  run(line: string, timeoutMs = 30_000): Promise<string> {
    const answer = this.#turn.then(() => this.#run(line, timeoutMs));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Runs one command that answers in JSON. @throws as `run` */
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
