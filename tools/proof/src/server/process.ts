import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Operator } from './operator.ts';

/** What a process holds. */
export interface ProcessFigures {
  readonly rssMb: number;
  readonly descriptors: number;
  readonly threads: number;
}

/** Reads them from /proc. @throws {Error} if the process is not there */
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

/** The figures, to be read by people. */
export function describeFigures({ rssMb, descriptors, threads }: ProcessFigures): string {
  return `${rssMb.toFixed(0)} MB, ${descriptors} descriptors, ${threads} threads`;
}

/** What came of asking again and again. */
export interface ControlWatch {
  readonly answered: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

/**
 * Asks for the status over the control socket, by a connection of its own, again and again until the signal aborts. Each
 * question that isn't answered in `timeoutMs` is a failure.
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

/** Lines of a log that are no records. */
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
