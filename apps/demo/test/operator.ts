import { ControlClient } from '@threadline/control';
import type { RunningDemo } from './running-demo.ts';

const operators: Operator[] = [];

/** Closes all operators' connections. For `afterEach`. */
export async function dismissOperators(): Promise<void> {
  await Promise.all(operators.splice(0).map((operator) => operator.leave()));
}

/** The result of a command. */
export interface Answer {
  readonly ok: boolean;
  /** The output, or the error message. */
  readonly text: string;
  /** The duration, in milliseconds. */
  readonly tookMs: number;
}

/** An operator at the control socket of a demo. */
export class Operator {
  readonly #client: ControlClient;

  constructor(client: ControlClient) {
    this.#client = client;
    operators.push(this);
  }

  /** Connects once the demo has opened its control socket. */
  static async of(demo: RunningDemo): Promise<Operator> {
    for (;;) {
      try {
        return new Operator(await ControlClient.connect(demo.socketPath));
      } catch (error) {
        if ((demo.child.exitCode ?? demo.child.signalCode) !== null) throw error;
      }
    }
  }

  /** Runs one command. */
  async run(line: string): Promise<Answer> {
    let text = '';
    const began = performance.now();
    const outcome = await this.#client.run(line, {
      write: (more) => void (text += `${more}\n`),
    });
    const tookMs = performance.now() - began;
    return { ok: outcome.ok, text: outcome.ok ? text : outcome.message, tookMs };
  }

  /** Runs a command with `--json`. @throws {Error} if it fails */
  async ask<T>(line: string): Promise<T> {
    const { ok, text } = await this.run(`${line} --json`);
    if (!ok) throw new Error(text);
    return JSON.parse(text) as T;
  }

  async leave(): Promise<void> {
    await this.#client.close();
  }
}
