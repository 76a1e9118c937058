import type { Counting } from './counting.ts';
import { firstEcho } from './first-echo.ts';
import { report } from './report.ts';

/** Clients that come, get one echo and go; when one is closed on both sides the next one comes, for ever. */
export function churn(port: number, { atOnce }: { atOnce: number }, counting: Counting): void {
  const next = (): void => {
    const cameAt = performance.now();
    firstEcho(
      port,
      (socket) => socket.end(),
      () => {
        counting.record(performance.now() - cameAt);
        next();
      },
    );
  };
  for (let client = 0; client < atOnce; client += 1) next();
  report({ type: 'ready' });
}
