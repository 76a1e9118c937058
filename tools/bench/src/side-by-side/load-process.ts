import { Child } from './child.ts';

/** What every load process may tell. */
interface Report {
  readonly type: string;
}

/**
 * A process that plays clients. It is started with a plan, as JSON, takes commands, a line each, and tells reports, a
 * line of JSON each; a report of the type `failed` has a `message`.
 */
export class LoadProcess<
  Command extends string,
  AnyReport extends Report,
> implements AsyncDisposable {
  readonly #child: Child;

  /** @param entry the file that plays them */
  constructor(entry: string, plan: unknown) {
    this.#child = new Child('the load process', [process.execPath, entry, JSON.stringify(plan)]);
  }

  tell(command: Command): void {
    this.#child.send(command);
  }

  /** Waits for a report of the type. @throws {Error} if the load failed, or takes longer than `timeoutMs` */
  async report<Type extends AnyReport['type']>(
    type: Type,
    timeoutMs: number,
  ): Promise<Extract<AnyReport, { type: Type }>> {
    const report = JSON.parse(await this.#child.line(timeoutMs)) as Report;
    if (report.type === 'failed' && 'message' in report)
      throw new Error(`the load failed: ${String(report.message)}`);
    if (report.type !== type) throw new Error(`Expected the load to be ${type}, it ${report.type}`);
    return report as Extract<AnyReport, { type: Type }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
