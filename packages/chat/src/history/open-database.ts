import { DatabaseSync } from 'node:sqlite';
import { ChatError } from '../errors.ts';
import { checkFile, protectFile } from './check-file.ts';
import { upgradeSchema } from './schema.ts';

/** So long another process may hold the file before a write fails. */
const busyTimeoutMs = 5000;

/**
 * Opens a history file, makes it if there is none, and brings its schema up to date.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED`, `ERR_CHAT_HISTORY_NEWER`, or `ERR_CHAT_HISTORY_FAILED` if
 * it cannot be made or read.
 */
export function openDatabase(file: string, synchronous: 'normal' | 'full'): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    const version = checkFile(file);
    protectFile(file);
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    upgradeSchema(database, version);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof ChatError) throw cause;
    const reason = (cause as Error).message;
    throw new ChatError('ERR_CHAT_HISTORY_FAILED', `Cannot open "${file}": ${reason}`, { cause });
  }
}
