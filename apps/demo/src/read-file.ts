import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Reads a file as bytes. Whatever is no file is refused at once: a FIFO would be waited for, with everything else.
 *
 * @throws what `openSync` throws, or that it is not a file
 */
export function readBytes(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is not a file');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Reads a file as UTF-8, without the byte order mark that some editors put before it. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}
