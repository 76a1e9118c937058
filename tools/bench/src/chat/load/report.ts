import type { LoadReport } from './plan.ts';

/** Tells the benchmark something. */
export function report(message: LoadReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Says what went wrong, and ends the process: a load that lost a member or a line measures nothing. */
export function fail(message: string): never {
  process.stdout.write(`${JSON.stringify({ type: 'failed', message })}\n`, () => process.exit(1));
  throw new Error(message);
}
