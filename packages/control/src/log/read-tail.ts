import { read } from 'node:fs';
import { promisify } from 'node:util';

const readAt = promisify(read);

const chunkBytes = 65_536;
const maxLineBytes = 1_048_576;

/**
 * Reads the last lines of a file that match, from its end: only as much is read as is needed. Resolves to them in the
 * order of the file, which stays open. A line without its line end counts; one longer than 1 MiB is left out.
 *
 * @param options.size where the file ends, in bytes; what is written behind it is not read
 */
export async function readTail<T>(
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

/** The lines before a place in a file, the last first. */
async function* linesBackwards(fd: number, size: number): AsyncGenerator<string> {
  let end = size;
  let rest: Buffer[] = [];
  let restBytes = 0;
  while (end > 0) {
    const start = Math.max(0, end - chunkBytes);
    const chunk = Buffer.alloc(end - start);
    const { bytesRead } = await readAt(fd, chunk, 0, chunk.length, start);
    end = start;
    // The file was emptied meanwhile: there is no more.
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
