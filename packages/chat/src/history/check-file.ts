import { closeSync, existsSync, fchmodSync, openSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { ChatError } from '../errors.ts';
import { applicationId, schemaVersion } from './schema.ts';

/** Half a second for a million messages; the whole file, with all of the word index, takes four times that. */
const checkedTables = ['conversations', 'messages', 'kept', 'words_data'];

/**
 * Looks at a history file without changing a byte of it.
 *
 * @returns the version of its schema; 0 for a file that is empty or not there.
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` or `ERR_CHAT_HISTORY_NEWER`.
 */
export function checkFile(file: string): number {
  if (!existsSync(file) || statSync(file).size === 0) return 0;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(unchanged(file), { readOnly: true });
    const version = pragma(database, 'user_version');
    if (pragma(database, 'application_id') !== applicationId) {
      throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', `Cannot open "${file}": not a chat history`);
    }
    if (version > schemaVersion) {
      throw new ChatError(
        'ERR_CHAT_HISTORY_NEWER',
        `Cannot open "${file}": written by a newer version (schema ${version}, this knows up to ${schemaVersion})`,
      );
    }
    for (const table of checkedTables) {
      const verdict = Object.values(
        database.prepare(`PRAGMA quick_check(${table})`).get() ?? {},
      )[0];
      if (verdict !== 'ok') throw new Error(String(verdict));
    }
    return version;
  } catch (cause) {
    if (cause instanceof ChatError) throw cause;
    const reason = (cause as Error).message;
    throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', `Cannot open "${file}": ${reason}`, { cause });
  } finally {
    database?.close();
  }
}

/**
 * Read by this address, SQLite makes no files beside it either. With messages still in the side file
 * (after a crash) they have to be read too, and it is there already.
 */
function unchanged(file: string): URL {
  const url = pathToFileURL(file);
  if (!existsSync(`${file}-wal`)) url.search = 'immutable=1';
  return url;
}

/** Makes the file if there is none, and lets nobody but its owner read it; SQLite's side files follow. */
export function protectFile(file: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    fchmodSync(handle, 0o600);
  } finally {
    closeSync(handle);
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
