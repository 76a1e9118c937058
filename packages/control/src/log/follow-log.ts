import { closeSync, fstatSync } from 'node:fs';
import type { LogFile } from './log-file.ts';
import { type LogEntry, parseEntry } from './log-record.ts';
import { openForReading } from './open-log-file.ts';
import { readTail } from './read-tail.ts';

/** What {@link followLog} gives: an entry, or how many were skipped because the reader was too slow. */
export type Followed = { readonly entry: LogEntry } | { readonly skipped: number };

const maxWaiting = 10_000;

interface TailOptions {
  /** How many at most. */
  readonly count: number;
  readonly match: (entry: LogEntry) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * The last entries that match, then each that is written, until the signal aborts. Nothing is missing or doubled
 * between the two, and clearing and rotating make no difference.
 */
export async function* followLog(
  log: LogFile,
  { count, match, signal }: TailOptions & { readonly signal: AbortSignal },
): AsyncGenerator<Followed> {
  await log.settle();
  const waiting: LogEntry[] = [];
  let skipped = 0;
  let wake = (): void => {};
  const take = (entry: LogEntry): void => {
    if (!match(entry)) return;
    if (waiting.length < maxWaiting) waiting.push(entry);
    else skipped += 1;
    wake();
  };
  const stop = (): void => wake();
  // From here on without a pause: what is in the file now is read from it, what comes later is told.
  log.on('entry', take);
  signal.addEventListener('abort', stop);
  try {
    for (const entry of await tail(log, { count, match, signal })) yield { entry };
    while (!signal.aborted) {
      const entries = waiting.splice(0);
      for (const entry of entries) yield { entry };
      if (skipped > 0 && waiting.length === 0) {
        yield { skipped };
        skipped = 0;
      }
      if (waiting.length > 0 || signal.aborted) continue;
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      await woken.promise;
    }
  } finally {
    log.off('entry', take);
    signal.removeEventListener('abort', stop);
  }
}

/** The last entries of the log that match, in order. */
export async function tailLog(log: LogFile, options: TailOptions): Promise<LogEntry[]> {
  await log.settle();
  return await tail(log, options);
}

async function tail(log: LogFile, { count, match, signal }: TailOptions): Promise<LogEntry[]> {
  // Opened and measured at once: a rotation can't come between.
  const files = openFiles(log);
  let cleared = false;
  const clear = (): void => void (cleared = true);
  log.once('clear', clear);
  try {
    let entries: LogEntry[] = [];
    for (const { fd, size } of files) {
      const earlier = await readTail(fd, {
        count: count - entries.length,
        size,
        match: (line) => {
          const entry = parseEntry(line);
          return entry !== undefined && match(entry) ? entry : undefined;
        },
        ...(signal && { signal }),
      });
      entries = [...earlier, ...entries];
    }
    return cleared ? [] : entries;
  } finally {
    log.off('clear', clear);
    for (const { fd } of files) closeSync(fd);
  }
}

/** The log, and behind it the one that was rotated, if there is one. */
function openFiles({ path, oldPath }: LogFile): { fd: number; size: number }[] {
  const files = [path, oldPath].flatMap((one, index) => {
    try {
      return openForReading(one);
    } catch (error) {
      if (index === 0) throw error;
      return [];
    }
  });
  return files.map((fd) => ({ fd, size: fstatSync(fd).size }));
}
