import type { LoadReport } from './plan.ts';

/** Sends a report to the benchmark. */
export function report(message: LoadReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Reports an error and exits: a load that lost a client or a line is invalid. */
export function fail(message: string): never {
  process.stdout.write(`${JSON.stringify({ type: 'failed', message })}\n`, () => process.exit(1));
  throw new Error(message);
}
