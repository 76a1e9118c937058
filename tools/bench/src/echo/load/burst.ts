import { setTimeout as pause } from 'node:timers/promises';
import { comeAndGo, comeAndStay } from './connects.ts';
import { report } from './report.ts';

/** Clients that all come in the same moment, and stay. Reports the time from there to the first echo of each. */
export async function burst(port: number, plan: { warmUps: number; count: number }): Promise<void> {
  // Makes this process fast, and the server's listener; one at a time it needs no thread beyond the spare ones.
  for (let client = 0; client < plan.warmUps; client += 1) await comeAndGo(port);
  await pause(300);
  const startedAt = performance.now();
  const clients = Array.from({ length: plan.count }, () => comeAndStay(port));
  const milliseconds = await Promise.all(clients);
  report({ type: 'first-echoes', milliseconds, allMs: performance.now() - startedAt });
}
