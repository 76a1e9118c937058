import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AttackPlan, Outcome } from './strike-all.ts';

const entry = fileURLToPath(new URL('./attackers.ts', import.meta.url));

/** Has a plan carried out by a process of its own. @throws {Error} if that fails, or isn't done in ten minutes */
export async function attackFromOutside(plan: AttackPlan): Promise<Outcome> {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, JSON.stringify(plan)], {
    timeout: 600_000,
    maxBuffer: 10_000_000,
  });
  return JSON.parse(stdout) as Outcome;
}
