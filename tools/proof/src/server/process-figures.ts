import { readdirSync, readFileSync } from 'node:fs';

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
