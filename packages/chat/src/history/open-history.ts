import type { History, Retention } from './history.ts';
import { MemoryHistory } from './memory-history.ts';
import { checkRetention } from './retention.ts';
import { checkSqliteOptions, SqliteHistory, type SqliteHistoryOptions } from './sqlite-history.ts';

/** A history as plain data: a file, or memory. */
export type HistoryOptions = SqliteHistoryOptions | ({ readonly file: undefined } & Retention);

/** Rejects unknown options and bad values. @throws {TypeError | RangeError} with a code */
export function checkHistoryOptions(options: HistoryOptions): void {
  if (isFile(options)) checkSqliteOptions(options, 'history.');
  else checkRetention(options, ['file'], 'history.');
}

/** @throws ChatError if the file cannot be opened */
export function openHistory(options: HistoryOptions): History {
  if (isFile(options)) return new SqliteHistory(options);
  const retention: Retention & { file?: undefined } = { ...options };
  delete retention.file;
  return new MemoryHistory(retention);
}

/** Memory is `{ file: undefined }`; `{}` is a file whose name was forgotten. */
function isFile(options: HistoryOptions): options is SqliteHistoryOptions {
  return (
    options === null ||
    typeof options !== 'object' ||
    !('file' in options) ||
    options.file !== undefined
  );
}
