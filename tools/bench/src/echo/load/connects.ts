import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { firstEcho } from './first-echo.ts';
import { report } from './report.ts';

/** How long the first of a run take to get used to each other: their times don't count. */
const uncounted = 5;

/** Clients that come one at a time, with a pause between them. Reports the time from connecting to the first echo. */
export async function connects(
  port: number,
  plan: { warmUps: number; count: number; pauseMs: number; stay: boolean },
): Promise<void> {
  for (let client = 0; client < plan.warmUps; client += 1) await comeAndGo(port);
  const milliseconds: number[] = [];
  const startedAt = performance.now();
  for (let client = 0; client < plan.count + uncounted; client += 1) {
    await pause(plan.pauseMs);
    const elapsed = plan.stay ? await comeAndStay(port) : await comeAndGo(port);
    if (client >= uncounted) milliseconds.push(elapsed);
  }
  report({ type: 'first-echoes', milliseconds, allMs: performance.now() - startedAt });
}

/** Brings one client and takes it away again; the time from connecting to its first echo. */
export function comeAndGo(port: number): Promise<number> {
  const cameAt = performance.now();
  return new Promise((resolve) => {
    let elapsed = 0;
    firstEcho(
      port,
      (socket: Socket) => {
        elapsed = performance.now() - cameAt;
        socket.end();
      },
      () => resolve(elapsed),
    );
  });
}

/** Brings one client that stays; the time from connecting to its first echo. */
export function comeAndStay(port: number): Promise<number> {
  const cameAt = performance.now();
  return new Promise((resolve) => {
    firstEcho(port, () => resolve(performance.now() - cameAt));
  });
}
