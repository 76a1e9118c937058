import { join } from 'node:path';
import { Child } from '../side-by-side/child.ts';
import type { LoadCommand, LoadPlan, LoadReport } from './plan.ts';

/** A process that simulates clients. It reads one command per line and writes reports as lines of JSON. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: Child;

  constructor(plan: LoadPlan) {
    const entry = join(import.meta.dirname, 'load.ts');
    this.#child = new Child('the load process', [process.execPath, entry, JSON.stringify(plan)]);
  }

  send(command: LoadCommand): void {
    this.#child.send(command);
  }

  /** Waits for a report of the given type. @throws {Error} if the load fails or takes longer than `timeoutMs` */
  async report<Type extends LoadReport['type']>(
    type: Type,
    timeoutMs: number,
  ): Promise<Extract<LoadReport, { type: Type }>> {
    const report = JSON.parse(await this.#child.line(timeoutMs)) as LoadReport;
    if (report.type === 'failed') throw new Error(`the load failed: ${report.message}`);
    if (report.type !== type) throw new Error(`Expected a report "${type}", got "${report.type}"`);
    return report as Extract<LoadReport, { type: Type }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
