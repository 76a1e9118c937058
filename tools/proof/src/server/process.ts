import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Operator } from './operator.ts';

/** The resources of a process. */
export interface ProcessFigures {
  readonly rssMb: number;
  readonly descriptors: number;
  readonly threads: number;
}

/** Reads them from /proc. @throws {Error} if there is no such process */
export function processFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const figure = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    rssMb: (figure('VmRSS') * 1024) / 1e6,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: figure('Threads'),
  };
}

/** Formats the figures. */
export function describeFigures({ rssMb, descriptors, threads }: ProcessFigures): string {
  return `${rssMb.toFixed(0)} MB, ${descriptors} descriptors, ${threads} threads`;
}

/** The result of repeated `status` commands. */
export interface ControlWatch {
  readonly answered: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

/**
 * Sends `status` over its own connection to the control socket until the signal aborts. A response later than `timeoutMs`
 * is a failure.
 */
export async function watchControl(
  socketPath: string,
  signal: AbortSignal,
  timeoutMs = 5000,
): Promise<ControlWatch> {
  await using operator = await Operator.connect(socketPath);
  const failures: string[] = [];
  while (!signal.aborted) {
    try {
      await operator.run('status', timeoutMs);
    } catch (error) {
      failures.push((error as Error).message);
    }
    await sleep(200, undefined, { signal }).catch(() => {});
  }
  return { answered: operator.answered, slowestMs: operator.slowestMs, failures };
}

/** The lines of a log that are not records. */
export function brokenLogLines(file: string): { records: number; problems: string[] } {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const problems = lines.filter((line) => !isRecord(line)).map((line) => `no record: ${line}`);
  return { records: lines.length, problems };
}

function isRecord(line: string): boolean {
  try {
    const { level, time, msg } = JSON.parse(line) as Record<string, unknown>;
    return typeof level === 'string' && typeof time === 'number' && typeof msg === 'string';
  } catch {
    return false;
  }
}
