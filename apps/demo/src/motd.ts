import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { maxMotdBytes } from '@threadline/chat';
import { readBytes } from './read-file.ts';
import { SettingsError } from './read-settings.ts';

/** The lines of the file `motd` in the data folder, shown to those who come in; none if there is no such file. */
export function readMotd(data: string): string[] {
  const path = join(data, 'motd');
  let bytes: Buffer;
  try {
    bytes = readBytes(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new SettingsError(78, `Cannot read "${path}": ${(error as Error).message}`);
  }
  if (!isUtf8(bytes)) throw new SettingsError(78, `Cannot use "${path}": it is not UTF-8`);
  if (bytes.length > maxMotdBytes)
    throw new SettingsError(
      78,
      `Cannot use "${path}": it is ${bytes.length} bytes, and ${maxMotdBytes} at most are shown`,
    );
  return new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
}
