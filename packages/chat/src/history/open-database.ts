import { existsSync, lstatSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { ChatError } from '../errors.ts';
import { applicationId, schemaVersion, upgradeSchema } from './schema.ts';
import { createFile, inspectFile, secureFile } from './secure-file.ts';
import { isBusy, openTimeoutMs, resultCode, setBusyTimeout } from './write-lock.ts';

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

/** Checking these takes 0.5 s for a million messages; the whole file, with the word index, takes 2 s. */
const checkedTables = ['conversations', 'messages', 'kept', 'words_data'];

/** SQLite's result codes for a file that is locked or that cannot be opened or read. */
const unreadable = new Set([5, 6, 10, 14]);

/**
 * Checks a history file without modifying it. A missing or empty file is valid.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` or `ERR_CHAT_HISTORY_NEWER`; SQLite's own error if the file cannot be
 * read.
 */
function checkFile(file: string): void {
  if (sizeOf(file) === 0) {
    // SQLite would delete the messages in the WAL file.
    if (sizeOf(`${file}-wal`) === 0) return;
    throw new ChatError(
      'ERR_CHAT_HISTORY_DAMAGED',
      `Cannot open "${file}": it is ${existsSync(file) ? 'empty' : 'missing'}, but "${file}-wal" holds messages that belong to it`,
    );
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(unchanged(file), { readOnly: true, timeout: openTimeoutMs });
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
  } catch (cause) {
    if (cause instanceof ChatError || unreadable.has(resultCode(cause))) throw cause;
    const reason = (cause as Error).message;
    throw new ChatError('ERR_CHAT_HISTORY_DAMAGED', `Cannot open "${file}": ${reason}`, { cause });
  } finally {
    database?.close();
  }
}

/**
 * Returns a URL with which SQLite creates no other files. After a crash a WAL file exists, and its messages must be
 * read too.
 */
function unchanged(file: string): URL {
  const url = pathToFileURL(file);
  if (!existsSync(`${file}-wal`)) url.search = 'immutable=1';
  return url;
}

function sizeOf(file: string): number {
  return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
