import { closeSync, fstatSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { LogFile } from './log-file.ts';
import { type LogEntry, parseEntry } from './log-record.ts';
import { openForReading } from './line-file.ts';

/** An item of {@link followLog}: an entry, or the number of entries skipped because the reader was too slow. */
type Followed = { readonly entry: LogEntry } | { readonly skipped: number };

const maxWaiting = 10_000;

interface TailOptions {
  /** Maximum number of entries. */
  readonly count: number;
  readonly match: (entry: LogEntry) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * Yields the last matching entries, then new ones as they are written, until the signal aborts. No entry is lost or * repeated, even if the log is cleared or rotated.
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
  // No await between listening and opening the file: older entries are in the file, newer ones arrive as events.
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

/** Resolves to the last matching entries of the log, in order. */
export async function tailLog(log: LogFile, options: TailOptions): Promise<LogEntry[]> {
  await log.settle();
  return await tail(log, options);
}

async function tail(log: LogFile, { count, match, signal }: TailOptions): Promise<LogEntry[]> {
  // Opened and measured in one turn, so that no rotation happens in between.
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

/** Opens the log file and the rotated one, if there is one. */
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

const readAt = promisify(read);

const chunkBytes = 65_536;
const maxLineBytes = 1_048_576;

/**
 * Reads the last matching lines of a file, backwards from its end, and no more than needed. Resolves to them in the order
 * of the file. The last line may lack a line end; a line longer than 1 MiB is skipped.
 *
 * @param options.size the size of the file to read, in bytes
 */
async function readTail<T>(
  fd: number,
  {
    count,
    size,
    match,
    signal,
  }: {
    count: number;
    size: number;
    match: (line: string) => T | undefined;
    signal?: AbortSignal;
  },
): Promise<T[]> {
  if (count <= 0 || size <= 0) return [];
  const found: T[] = [];
  for await (const line of linesBackwards(fd, size)) {
    signal?.throwIfAborted();
    const value = line === '' ? undefined : match(line);
    if (value === undefined) continue;
    found.push(value);
    if (found.length >= count) break;
  }
  return found.reverse();
}

/** Yields the lines of a file, the last one first. */
async function* linesBackwards(fd: number, size: number): AsyncGenerator<string> {
  let end = size;
  let rest: Buffer[] = [];
  let restBytes = 0;
  while (end > 0) {
    const start = Math.max(0, end - chunkBytes);
    const chunk = Buffer.alloc(end - start);
    const { bytesRead } = await readAt(fd, chunk, 0, chunk.length, start);
    end = start;
    // The file was truncated meanwhile.
    if (bytesRead < chunk.length) return;
    let until = chunk.length;
    for (let at = chunk.lastIndexOf(0x0a); at !== -1;) {
      yield join(chunk.subarray(at + 1, until), rest, restBytes);
      rest = [];
      restBytes = 0;
      until = at;
      at = at === 0 ? -1 : chunk.lastIndexOf(0x0a, at - 1);
    }
    restBytes += until;
    if (restBytes <= maxLineBytes) rest.unshift(chunk.subarray(0, until));
    else rest = [];
  }
  yield join(Buffer.alloc(0), rest, restBytes);
}

function join(head: Buffer, rest: readonly Buffer[], restBytes: number): string {
  return head.length + restBytes > maxLineBytes ? '' : Buffer.concat([head, ...rest]).toString();
}
