import { lstatSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { ChatError } from '../errors.ts';
import { checkFile } from './check-file.ts';
import { upgradeSchema } from './schema.ts';
import { createFile, inspectFile, secureFile } from './secure-file.ts';
import { isBusy, openTimeoutMs, setBusyTimeout } from './write-lock.ts';

/**
 * Opens a history file, creates it if it does not exist, and upgrades its schema. The returned connection is in a write
 * transaction: see `WriteLock`.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED`, `ERR_CHAT_HISTORY_NEWER`, `ERR_CHAT_HISTORY_IN_USE` if another process
 * writes to it, or `ERR_CHAT_HISTORY_FAILED` if it cannot be created or read.
 */
export function openDatabase(file: string, synchronous: 'normal' | 'full'): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    const found = inspectFile(file);
    checkFile(file);
    if (!found) createFile(file);
    const before = found ?? lstatSync(file);
    const url = pathToFileURL(file);
    // Never create a file here: SQLite would follow a symbolic link.
    url.searchParams.set('mode', 'rw');
    database = new DatabaseSync(url, { timeout: openTimeoutMs });
    secureFile(file, before);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    upgradeSchema(database);
    database.exec('BEGIN IMMEDIATE');
    setBusyTimeout(database, 0);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof ChatError) throw cause;
    if (isBusy(cause)) {
      throw new ChatError(
        'ERR_CHAT_HISTORY_IN_USE',
        `Cannot open "${file}": another process is using it`,
        { cause },
      );
    }
    const reason = (cause as Error).message;
    throw new ChatError('ERR_CHAT_HISTORY_FAILED', `Cannot open "${file}": ${reason}`, { cause });
  }
}
