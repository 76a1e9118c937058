import type { DatabaseSync } from 'node:sqlite';
import { expectString, shown, typeError } from '../../../../common/options/expect-options.ts';
import { ChatError } from '../errors.ts';
import type { History, KeptItem, KeptKind, Retention } from './history.ts';
import { messageIn, type Message } from './message.ts';
import { openDatabase } from './open-database.ts';
import type { HistoryReader } from './query.ts';
import { checkRetention, RetentionRule } from './retention.ts';
import { Statements } from './statements.ts';
import { ThreadReader } from './thread-reader.ts';
import { resultCode, WriteLock } from './write-lock.ts';

/** Number of messages that `trim()` removes per call, which takes about 1 ms. */
const trimStep = 200;
const sqliteConstraint = 19;

/** Options of {@link SqliteHistory}. */
export interface SqliteHistoryOptions extends Retention {
  /** Path of the file. It is created with mode 0600; an existing file is set to that mode. */
  readonly file: string;
  /**
   * With `normal`, delivered messages survive a crash of the process. With `full`, they also survive a crash of the
   * machine, but each turn waits for the disk. @default 'normal'
   */
  readonly synchronous?: 'normal' | 'full';
}

/** Validates the options. @throws {TypeError | RangeError} with a code */
export function checkSqliteOptions(options: SqliteHistoryOptions, prefix = ''): void {
  checkRetention(options, ['file', 'synchronous'], prefix);
  const { file, synchronous = 'normal' } = options;
  expectString(`${prefix}file`, file);
  if (synchronous === 'normal' || synchronous === 'full') return;
  const got = shown(synchronous);
  throw typeError(
    `Expected \`${prefix}synchronous\` to be 'normal' or 'full', got ${got}`,
    'ERR_INVALID_ARG_VALUE',
  );
}

/**
 * A history in an SQLite file. In WAL mode a commit passes the turn's pages to the operating system, so they survive a
 * crash of the process with either value of `synchronous`. With `normal`, a crash of the machine can lose the last
 * turns but does not damage the file. Queries run in a separate thread.
 */
export class SqliteHistory implements History {
  lastId = 0;
  lastAt = 0;
  size = 0;
  readonly reader: HistoryReader;
  readonly #database: DatabaseSync;
  readonly #lock: WriteLock;
  readonly #file: string;
  readonly #retention: RetentionRule;
  readonly #statements: Statements;
  readonly #conversations = new Map<string, number>();
  #pending: Message[] = [];
  #pendingItems: Array<{ kind: KeptKind | 'number'; key: string; value: string | undefined }> = [];

  /**
   * @throws {TypeError | RangeError} with a code, for an unknown or invalid option
   * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED`, `ERR_CHAT_HISTORY_NEWER`, `ERR_CHAT_HISTORY_IN_USE` or
   * `ERR_CHAT_HISTORY_FAILED` if the file cannot be opened; the file is not modified then
   */
  constructor(options: SqliteHistoryOptions) {
    checkSqliteOptions(options);
    const { file, synchronous = 'normal' } = options;
    this.#file = file;
    this.#retention = new RetentionRule(options);
    this.#database = openDatabase(file, synchronous);
    this.#lock = new WriteLock(this.#database);
    this.#statements = new Statements(this.#database);
    const last = this.#last();
    const kept = this.#statements.get(`${keptSql} 'number'`)?.['value'];
    this.lastId = Math.max(last.id, Number(kept ?? 0));
    this.lastAt = last.at;
    const { size } = this.#statements.get('SELECT count(*) AS size FROM messages') ?? {};
    this.size = Number(size ?? 0);
    this.reader = new ThreadReader(file);
  }

  append(message: Message): void {
    this.#pending.push(message);
    this.lastId = message.id;
    this.lastAt = message.at;
  }

  skip(id: number): void {
    this.lastId = id;
    this.#pendingItems.push({ kind: 'number', key: '', value: String(id) });
  }

  keep(kind: KeptKind, key: string, value: string | undefined): void {
    this.#pendingItems.push({ kind, key, value });
  }

  commit(): boolean {
    if (this.#pending.length === 0 && this.#pendingItems.length === 0) return false;
    this.#transaction(() => {
      for (const message of this.#pending) this.#insert(message);
      for (const { kind, key, value } of this.#pendingItems) this.#keep(kind, key, value);
    });
    this.size += this.#pending.length;
    this.rollback();
    return true;
  }

  rollback(): void {
    this.#pending = [];
    this.#pendingItems = [];
  }

  latest(conversation: string, limit: number): Message[] {
    const pending = this.#pending.filter((message) => message.conversation === conversation);
    const missing = Math.max(0, limit - pending.length);
    const sql = `SELECT id, at, account, kind, text FROM messages
      WHERE conversation = ? ORDER BY id DESC LIMIT ?`;
    const rows = missing > 0 ? this.#statements.all(sql, this.#key(conversation), missing) : [];
    const committed = rows.map((row) => messageIn(conversation, row)).reverse();
    return [...committed, ...pending].slice(-limit);
  }

  trim(now: number): boolean {
    const over = this.size - this.#retention.maxMessages;
    const sql = 'SELECT id, at, conversation FROM messages ORDER BY id LIMIT ?';
    const oldest = this.#statements.all(sql, trimStep).map((row) => {
      return { id: Number(row['id']), at: Number(row['at']), key: Number(row['conversation']) };
    });
    const cutoff = this.#retention.cutoff(now);
    const olderFollows = (id: number): boolean =>
      this.#statements.get('SELECT 1 FROM messages WHERE at < ? AND id > ? LIMIT 1', cutoff, id) !==
      undefined;
    const count = this.#retention.countOver(oldest, over, { now, olderFollows });
    if (count === 0) return false;
    const removed = oldest.slice(0, count);
    this.#transaction(() => {
      // Keeps ids ascending even if all messages are removed.
      this.#keep('number', '', String(this.lastId));
      for (const { id } of removed) {
        this.#statements.run('DELETE FROM messages WHERE id = ?', id);
        // A range of ids would read the whole index.
        this.#statements.run('DELETE FROM words WHERE rowid = ?', id);
      }
      for (const key of new Set(removed.map((one) => one.key))) this.#statements.run(emptySql, key);
    });
    this.#conversations.clear();
    this.size -= count;
    return count === trimStep;
  }

  kept(kind: KeptKind): KeptItem[] {
    const rows = this.#statements.all(`${keptSql} ? ORDER BY key`, kind);
    return rows.map(({ key, value }) => ({ key: String(key), value: String(value) }));
  }

  close(): void {
    // Close the reader first: the last connection to close merges the WAL into the database.
    this.reader.close();
    try {
      this.commit();
    } finally {
      this.#statements.clear();
      this.#database.close();
    }
  }

  /** Runs `work` in a transaction. @throws ChatError if another process has written to the file. */
  #transaction(work: () => void): void {
    this.#lock.acquire();
    try {
      work();
      this.#lock.commit();
    } catch (error) {
      this.#conversations.clear();
      this.#lock.rollback();
      if (resultCode(error) !== sqliteConstraint) throw error;
      // Another program has used these ids. Continue after them.
      this.lastId = Math.max(this.lastId, this.#last().id);
      const reason = `another program has written to "${this.#file}"`;
      throw new ChatError('ERR_CHAT_HISTORY_IN_USE', reason, { cause: error });
    }
  }

  #insert({ id, at, conversation, account, kind, text }: Message): void {
    const key = this.#key(conversation, true);
    this.#statements.run(messageSql, id, at, key, account, kind, text);
    this.#statements.run(wordsSql, id, `c${key}`, text.normalize('NFC'));
  }

  #keep(kind: KeptKind | 'number', key: string, value: string | undefined): void {
    if (value === undefined) this.#statements.run(forgetSql, kind, key);
    else this.#statements.run('INSERT OR REPLACE INTO kept VALUES (?, ?, ?)', kind, key, value);
  }

  /** Returns the row id of a conversation, or -1 if it does not exist and `make` is false. */
  #key(name: string, make = false): number {
    const known = this.#conversations.get(name);
    if (known !== undefined) return known;
    if (make) this.#statements.run('INSERT OR IGNORE INTO conversations (name) VALUES (?)', name);
    const row = this.#statements.get('SELECT id FROM conversations WHERE name = ?', name);
    if (!row) return -1;
    if (this.#conversations.size > 10_000) this.#conversations.clear();
    this.#conversations.set(name, Number(row['id']));
    return Number(row['id']);
  }

  #last(): { id: number; at: number } {
    const row = this.#statements.get('SELECT id, at FROM messages ORDER BY id DESC LIMIT 1');
    return { id: Number(row?.['id'] ?? 0), at: Number(row?.['at'] ?? 0) };
  }
}

const messageSql = 'INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)';
const wordsSql = 'INSERT INTO words (rowid, conversation, text) VALUES (?, ?, ?)';
const forgetSql = 'DELETE FROM kept WHERE kind = ? AND key = ?';
const emptySql = `DELETE FROM conversations
  WHERE id = ? AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation = conversations.id)`;
const keptSql = 'SELECT key, value FROM kept WHERE kind =';
