import { join } from 'node:path';
import { Child } from './child.ts';
import type { LoadCommand, LoadPlan, LoadReport } from './load/plan.ts';

const entry = join(import.meta.dirname, 'load/load.ts');

/** A process that plays clients. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: Child;

  constructor(plan: LoadPlan) {
    this.#child = new Child('the load process', [process.execPath, entry, JSON.stringify(plan)]);
  }

  tell(command: LoadCommand): void {
    this.#child.send(command);
  }

  /** Waits for a report of the type. @throws {Error} if the load failed, or takes longer than `timeoutMs` */
  async report<Type extends LoadReport['type']>(
    type: Type,
    timeoutMs: number,
  ): Promise<Extract<LoadReport, { type: Type }>> {
    const report = JSON.parse(await this.#child.line(timeoutMs)) as LoadReport;
    if (report.type === 'failed') throw new Error(`the load failed: ${report.message}`);
    if (report.type !== type) throw new Error(`Expected the load to be ${type}, it ${report.type}`);
    return report as Extract<LoadReport, { type: Type }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
