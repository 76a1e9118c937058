import { comeToRest } from './come-to-rest.ts';
import { Counting } from './counting.ts';
import { dialects } from './dialect.ts';
import { gather } from './gather.ts';
import type { LoadPlan } from './plan.ts';
import { report } from './report.ts';

/** Members that only take what they get: what this process can take when the server costs nothing. */
export class Listening {
  readonly #counting = new Counting();
  readonly #lineBytes: number;

  private constructor(lineBytes: number) {
    this.#lineBytes = lineBytes;
  }

  /** Brings everyone in. */
  static async start({
    port,
    dialect,
    receivers,
    lineBytes,
  }: LoadPlan & { readonly type: 'listen' }): Promise<Listening> {
    await gather(port, dialects[dialect], 'r', receivers);
    await comeToRest(100);
    return new Listening(lineBytes);
  }

  measure(): void {
    this.#counting.start();
  }

  stop(): void {
    report(this.#counting.stop(this.#lineBytes));
  }
}
