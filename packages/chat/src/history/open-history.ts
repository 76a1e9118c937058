import type { History, Retention } from './history.ts';
import { MemoryHistory } from './memory-history.ts';
import { checkRetention } from './retention.ts';
import { checkSqliteOptions, SqliteHistory, type SqliteHistoryOptions } from './sqlite-history.ts';

/** Options of a history in a file or in memory, as plain data. */
export type HistoryOptions = SqliteHistoryOptions | ({ readonly file: undefined } & Retention);

/** Validates the options. @throws {TypeError | RangeError} with a code */
export function checkHistoryOptions(options: HistoryOptions): void {
  if (isFile(options)) checkSqliteOptions(options, 'history.');
  else checkRetention(options, ['file'], 'history.');
}

/** Opens a history. @throws ChatError if the file cannot be opened */
export function openHistory(options: HistoryOptions): History {
  if (isFile(options)) return new SqliteHistory(options);
  const retention: Retention & { file?: undefined } = { ...options };
  delete retention.file;
  return new MemoryHistory(retention);
}

/** Only `{ file: undefined }` selects memory, so that `{}` is rejected for its missing file name. */
function isFile(options: HistoryOptions): options is SqliteHistoryOptions {
  return (
    options === null ||
    typeof options !== 'object' ||
    !('file' in options) ||
    options.file !== undefined
  );
}
