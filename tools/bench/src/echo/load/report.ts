import type { LoadReport } from './plan.ts';

/** Tells the benchmark something. */
export function report(message: LoadReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
