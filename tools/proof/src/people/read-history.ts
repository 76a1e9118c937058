import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A saved message. */
export interface Kept {
  readonly id: number;
  readonly account: string;
  readonly text: string;
}

/** The history of a data folder, and the problems of its file. */
export interface KeptHistory {
  /** The messages in the lobby, by number. */
  readonly messages: Kept[];
  readonly problems: string[];
}

/**
 * Reads a copy of a history, without the chat's code, so that the files of a killed server are not changed.
 */
export function readHistory(data: string, scratch: string): KeptHistory {
  mkdirSync(scratch, { recursive: true });
  for (const end of ['', '-wal', '-shm']) {
    const file = join(data, `history.db${end}`);
    if (existsSync(file)) cpSync(file, join(scratch, `history.db${end}`));
  }
  const database = new DatabaseSync(join(scratch, 'history.db'));
  try {
    const checked = database.prepare('PRAGMA integrity_check').all();
    const problems = checked
      .map((row) => String(row['integrity_check']))
      .filter((word) => word !== 'ok')
      .map((word) => `the history's file is damaged: ${word}`);
    const messages = database
      .prepare(
        `SELECT messages.id, account, text FROM messages
         JOIN conversations ON conversations.id = conversation
         WHERE name = '#lobby' ORDER BY messages.id`,
      )
      .all()
      .map((row) => ({
        id: Number(row['id']),
        account: String(row['account']),
        text: String(row['text']),
      }));
    return { messages, problems };
  } finally {
    database.close();
  }
}
