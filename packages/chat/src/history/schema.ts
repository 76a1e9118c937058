import type { DatabaseSync } from 'node:sqlite';

/** Marks the file as a chat history, in SQLite's `application_id`: "tlch". */
export const applicationId = 0x746c6368;

/** Tokenizer of the word index. A change requires a migration that rebuilds the index. */
export const tokenizer = 'unicode61 remove_diacritics 2';

/**
 * The migrations from each schema version to the next. The version is stored in SQLite's `user_version`.
 * Never change a published migration: add a new one.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_conversation ON messages (conversation, id);
  CREATE INDEX messages_by_time ON messages (at);
  -- The conversation is indexed as a word too, so that a search never reads other conversations.
  CREATE VIRTUAL TABLE words USING fts5 (
    conversation, text,
    content = '', contentless_delete = 1, tokenize = '${tokenizer}'
  );
  CREATE TABLE kept (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The schema version that this program writes. */
export const schemaVersion = steps.length;

/** Upgrades the schema to `schemaVersion` in one transaction. */
export function upgradeSchema(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const { user_version: from } = database.prepare('PRAGMA user_version').get() ?? {};
    for (const step of steps.slice(Number(from))) database.exec(step);
    if (from !== schemaVersion) {
      database.exec(`PRAGMA application_id = ${applicationId}`);
      database.exec(`PRAGMA user_version = ${schemaVersion}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
