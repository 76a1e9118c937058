import type { DatabaseSync } from 'node:sqlite';
import type { History, HistoryQuery, KeptItem, KeptKind, Retention } from './history.ts';
import { type Message, messageKind, otherOfPair } from './message.ts';
import { openDatabase } from './open-database.ts';
import { searchTerms } from './search-terms.ts';
import { Statements } from './statements.ts';

const dayMs = 86_400_000;
/** So many messages go in one step of `trim()`: about a millisecond's work. */
const trimStep = 200;
const maxId = Number.MAX_SAFE_INTEGER;

/** Where and how history is kept in a file. */
export interface SqliteHistoryOptions extends Retention {
  /** The file; made with mode 0600 if there is none, and set to it if it is wider. */
  readonly file: string;
  /**
   * `normal`: what was delivered survives a crash of the process. `full`: it survives a crash of the
   * machine too, at the price of waiting for the disk in each turn. @default 'normal'
   */
  readonly synchronous?: 'normal' | 'full';
}

/**
 * History in an SQLite file. In WAL mode a commit hands the turn's pages to the operating system, so
 * that they outlive the process whatever `synchronous` is; a crash of the machine may cost the last
 * turns with `normal`, never the file.
 */
export class SqliteHistory implements History {
  lastId = 0;
  lastAt = 0;
  size = 0;
  readonly #database: DatabaseSync;
  readonly #maxAgeMs: number;
  readonly #maxMessages: number;
  readonly #statements: Statements;
  readonly #conversations = new Map<string, number>();
  #writing = false;
  /** Something could not be written: all since the last commit is to be taken back. */
  #broken = false;
  /** A number was given to what is not kept, and has to be. */
  #skipped = false;
  #uncommitted = 0;

  /** @throws ChatError as the file is damaged or newer, and then as it was, or cannot be opened at all. */
  constructor(options: SqliteHistoryOptions) {
    const { file, synchronous = 'normal', maxAgeDays = 7, maxMessages = 1_000_000 } = options;
    this.#maxAgeMs = maxAgeDays * dayMs;
    this.#maxMessages = maxMessages;
    this.#database = openDatabase(file, synchronous);
    this.#statements = new Statements(this.#database);
    const last = this.#statements.get('SELECT id, at FROM messages ORDER BY id DESC LIMIT 1');
    const kept = this.#statements.get(`${keptSql} 'number'`)?.['value'];
    this.lastId = Math.max(Number(last?.['id'] ?? 0), Number(kept ?? 0));
    this.lastAt = Number(last?.['at'] ?? 0);
    this.size = Number(
      this.#statements.get('SELECT count(*) AS size FROM messages')?.['size'] ?? 0,
    );
  }

  append({ id, at, conversation, account, kind, text }: Message): void {
    this.#begin();
    const key = this.#conversation(conversation, true);
    this.#run('INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)', id, at, key, account, kind, text);
    const words = text.normalize('NFC');
    this.#run(
      'INSERT INTO words (rowid, conversation, text) VALUES (?, ?, ?)',
      id,
      `c${key}`,
      words,
    );
    this.lastId = id;
    this.lastAt = at;
    this.#uncommitted += 1;
  }

  skip(id: number): void {
    this.#begin();
    this.lastId = id;
    this.#skipped = true;
  }

  commit(): void {
    if (!this.#writing) return;
    if (this.#broken) throw new Error('the history could not be written');
    if (this.#skipped) this.#keepNumber();
    this.#database.exec('COMMIT');
    this.#writing = false;
    this.#skipped = false;
    this.size += this.#uncommitted;
    this.#uncommitted = 0;
  }

  rollback(): void {
    if (!this.#writing) return;
    this.#writing = false;
    this.#broken = false;
    this.#skipped = false;
    this.#uncommitted = 0;
    this.#conversations.clear();
    // An error may have ended the transaction already.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  read({ conversation, limit, before, after, take }: HistoryQuery): Message[] {
    const key = this.#conversation(conversation, false);
    const from = (after ?? 0) + 1;
    const upTo = Math.min(before ?? maxId, maxId);
    const newest = (take ?? (after === undefined ? 'newest' : 'oldest')) === 'newest';
    const within = `${messagesSql} WHERE conversation = ? AND id >= ? AND id < ?`;
    const sql = `${within} ORDER BY id ${newest ? 'DESC' : 'ASC'} LIMIT ?`;
    const found = this.#messages(conversation, sql, key, from, upTo, limit);
    return newest ? found.reverse() : found;
  }

  firstSince(at: number): number {
    const row = this.#statements.get(
      'SELECT id FROM messages WHERE at >= ? ORDER BY at, id LIMIT 1',
      at,
    );
    return Number(row?.['id'] ?? Infinity);
  }

  pairsOf(account: string): string[] {
    return this.#statements
      .all("SELECT name FROM conversations WHERE name >= '@' AND name < 'A'")
      .map((row) => String(row['name']))
      .filter((name) => otherOfPair(name, account) !== undefined);
  }

  search(conversation: string, text: string, limit: number): Message[] {
    const terms = searchTerms(text);
    const key = this.#conversation(conversation, false);
    if (terms.length === 0 || key === -1) return [];
    // Between quotes everything is text to FTS5, which folds it as it has folded what it knows.
    const phrases = terms.map((term) => `"${term.text.replace(/["\0]/g, ' ')}"`);
    const query = `conversation : c${key} AND text : (${phrases.join(' AND ')})`;
    const found = 'SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?';
    const sql = `${messagesSql} WHERE id IN (${found}) ORDER BY id`;
    return this.#messages(conversation, sql, query, limit);
  }

  trim(now: number): boolean {
    const over = this.size + this.#uncommitted - this.#maxMessages;
    const ids =
      over > 0
        ? this.#statements.all(`${messageIdsSql} ORDER BY id LIMIT ?`, Math.min(over, trimStep))
        : this.#statements.all(
            `${messageIdsSql} WHERE at < ? ORDER BY at, id LIMIT ?`,
            now - this.#maxAgeMs,
            trimStep,
          );
    if (ids.length === 0) {
      this.#forgetEmpty();
      return false;
    }
    this.#begin();
    // The number goes on from here should everything have gone.
    this.#keepNumber();
    for (const row of ids) {
      const id = Number(row['id']);
      this.#run('DELETE FROM messages WHERE id = ?', id);
      // By a range of numbers it would read the whole index.
      this.#run('DELETE FROM words WHERE rowid = ?', id);
    }
    this.#uncommitted -= ids.length;
    // What is too many comes first; then there may be what is too old.
    return over > 0 || ids.length === trimStep;
  }

  /** Conversations nothing is left of; so many in private there may be that to look through all takes time. */
  #forgetEmpty(): void {
    const nothing = 'NOT EXISTS (SELECT 1 FROM messages WHERE conversation = conversations.id)';
    const empty = this.#statements.all(
      `SELECT id, name FROM conversations WHERE ${nothing} LIMIT ?`,
      trimStep,
    );
    if (empty.length === 0) return;
    this.#begin();
    for (const row of empty) {
      this.#run('DELETE FROM conversations WHERE id = ?', Number(row['id']));
      this.#conversations.delete(String(row['name']));
    }
  }

  keep(kind: KeptKind, key: string, value: string | undefined): void {
    this.#begin();
    if (value === undefined) this.#run('DELETE FROM kept WHERE kind = ? AND key = ?', kind, key);
    else this.#run('INSERT OR REPLACE INTO kept VALUES (?, ?, ?)', kind, key, value);
  }

  kept(kind: KeptKind): KeptItem[] {
    const rows = this.#statements.all(`${keptSql} ? ORDER BY key`, kind);
    return rows.map(({ key, value }) => ({ key: String(key), value: String(value) }));
  }

  close(): void {
    this.commit();
    this.#statements.clear();
    this.#database.close();
  }

  #begin(): void {
    if (this.#writing) return;
    this.#database.exec('BEGIN IMMEDIATE');
    this.#writing = true;
  }

  #keepNumber(): void {
    this.#run(`INSERT OR REPLACE INTO kept VALUES ('number', '', ?)`, String(this.lastId));
  }

  /** The number of a conversation; -1 if there is none and none is to be made. */
  #conversation(name: string, make: boolean): number {
    const known = this.#conversations.get(name);
    if (known !== undefined) return known;
    if (make) this.#run('INSERT OR IGNORE INTO conversations (name) VALUES (?)', name);
    const row = this.#statements.get('SELECT id FROM conversations WHERE name = ?', name);
    if (!row) return -1;
    if (this.#conversations.size > 10_000) this.#conversations.clear();
    this.#conversations.set(name, Number(row['id']));
    return Number(row['id']);
  }

  #messages(conversation: string, sql: string, ...values: Array<string | number>): Message[] {
    return this.#statements.all(sql, ...values).map((row) => ({
      id: Number(row['id']),
      at: Number(row['at']),
      conversation,
      account: String(row['account']),
      kind: messageKind(String(row['kind'])),
      text: String(row['text']),
    }));
  }

  #run(sql: string, ...values: Array<string | number>): void {
    // A full disk ends the transaction: what came now would be a transaction each, and kept.
    if (this.#broken) throw new Error('the history could not be written');
    try {
      this.#statements.run(sql, ...values);
    } catch (error) {
      this.#broken = this.#writing;
      throw error;
    }
  }
}

const messagesSql = 'SELECT id, at, account, kind, text FROM messages';
const messageIdsSql = 'SELECT id FROM messages';
const keptSql = 'SELECT key, value FROM kept WHERE kind =';
