import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maxMotdBytes } from '@threadline/chat';

/** The lines of the file `motd` in the data folder, shown to those who come in; none if there is no such file. */
export function readMotd(data: string): string[] {
  const path = join(data, 'motd');
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
  if (!isUtf8(bytes)) throw new Error(`Cannot use "${path}": it is not UTF-8`);
  if (bytes.length > maxMotdBytes)
    throw new Error(
      `Cannot use "${path}": it is ${bytes.length} bytes, and ${maxMotdBytes} at most are shown`,
    );
  return bytes.toString('utf8').trimEnd().split(/\r?\n/);
}
