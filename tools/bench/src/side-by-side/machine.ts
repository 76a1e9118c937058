import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the figures were measured on. They mean little elsewhere. */
export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryMb: number;
  readonly system: string;
  readonly node: string;
  /** The load average of the last minute before the run: what else was going on. */
  readonly loadBefore: number;
}

export function machine(): Machine {
  return {
    date: new Date().toISOString(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1e6),
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
  };
}
