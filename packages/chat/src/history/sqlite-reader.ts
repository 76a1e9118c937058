import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { messageIn, otherOfPair, type Message } from './message.ts';
import {
  historyPart,
  historySize,
  type HistoryResults,
  type HistoryQuery,
  type QuerySteps,
} from './query.ts';
import { searchSteps, WordFolding } from './sqlite-search.ts';
import { Statements } from './statements.ts';

/** Number of rows read per step, which takes a fraction of a millisecond. */
const stepRows = 200;
const stepNames = 2000;

type Query<T extends HistoryQuery['type']> = HistoryQuery & { readonly type: T };
type Steps<T extends HistoryQuery['type']> = Generator<undefined, HistoryResults[T], undefined>;

/**
 * Reads the committed messages of a history file through a separate connection. Queries run in short steps. Each step
 * is a statement that reads a bounded number of rows, because a running statement cannot be interrupted.
 */
export class SqliteReader {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #folding = new WordFolding();

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true, timeout: 100 });
    this.#statements = new Statements(this.#database);
  }

  /** Starts a query. `spent()` returns true once the query must return what it has found. */
  start(query: HistoryQuery, spent: () => boolean): QuerySteps {
    switch (query.type) {
      case 'history':
        return this.#history(query, spent);
      case 'search':
        return this.#search(query, spent);
      case 'conversations':
        return this.#conversations(query, spent);
      default:
        throw new TypeError(`Unknown query ${String(query satisfies never)}`);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#folding.close();
    this.#database.close();
  }

  *#history(query: Query<'history'>, spent: () => boolean): Steps<'history'> {
    const { conversation, take, beforeAt = Infinity, afterAt = -Infinity } = query;
    const key = this.#key(conversation);
    if (key === undefined) return historyPart([], query);
    let { from, end } = this.#numbers(query);
    const newest = take === 'newest';
    const sql = `${messagesSql} WHERE conversation = ? AND id >= ? AND id < ?
      ORDER BY id ${newest ? 'DESC' : 'ASC'} LIMIT ${stepRows}`;
    const size = historySize(query);
    const found: Message[] = [];
    while (from < end && !size.full && !spent()) {
      const rows = this.#statements.all(sql, key, from, end);
      for (const row of rows) {
        const message = messageIn(conversation, row);
        if (message.at >= beforeAt || message.at <= afterAt) continue;
        if (!size.take(message)) break;
        found.push(message);
      }
      if (rows.length < stepRows) break;
      const last = Number(rows.at(-1)?.['id']);
      if (newest) end = last;
      else from = last + 1;
      yield;
    }
    return historyPart(newest ? found.reverse() : found, query);
  }

  *#search(query: Query<'search'>, spent: () => boolean): Steps<'search'> {
    const key = this.#key(query.conversation);
    if (key === undefined) return { messages: [] };
    const statements = this.#statements;
    return yield* searchSteps({ statements, folding: this.#folding, key, query, spent });
  }

  *#conversations(query: Query<'conversations'>, spent: () => boolean): Steps<'conversations'> {
    const { rooms, privateOf, privateAfter, upTo, afterAt, beforeAt, limit } = query;
    const found: Array<{ with: string; at: number }> = [];
    const names = rooms.map((name) => ({ name, shown: name, after: 0 }));
    if (privateOf !== undefined) {
      for (let after = '@', upToName: string | undefined; !spent(); after = upToName) {
        const end = this.#statements.get(namesEndSql, after)?.['name'];
        upToName = end === undefined ? 'A' : String(end);
        for (const { name } of this.#statements.all(namesSql, after, upToName)) {
          const other = otherOfPair(String(name), privateOf);
          if (other !== undefined)
            names.push({ name: String(name), shown: `@${other}`, after: privateAfter });
        }
        yield;
        if (end === undefined) break;
      }
    }
    for (const { name, shown, after } of names) {
      if (spent()) break;
      const { id = 0, at } = this.#statements.get(lastSql, name, upTo) ?? {};
      if (typeof at === 'number' && Number(id) > after && at > afterAt && at < beforeAt)
        found.push({ with: shown, at });
      yield;
    }
    return { conversations: found.sort((a, b) => a.at - b.at).slice(0, limit) };
  }

  /**
   * Returns the range of ids within the bounds. If the clock was set back, ids and times are ordered differently, and
   * the range can include messages outside the time bounds.
   */
  #numbers({ after, before, upTo, afterAt, beforeAt }: Query<'history'>) {
    let from = after + 1;
    let end = Math.min(before, upTo + 1);
    if (beforeAt !== undefined) {
      end = Math.min(end, Math.max(this.#lastBefore(beforeAt) + 1, this.#firstSince(beforeAt)));
    }
    if (afterAt !== undefined) {
      const first = Math.min(this.#firstSince(afterAt + 1), this.#lastBefore(afterAt + 1) + 1);
      from = Math.max(from, first);
    }
    return { from, end };
  }

  #firstSince(at: number): number {
    return Number(this.#statements.get(firstSinceSql, at)?.['id'] ?? Infinity);
  }

  #lastBefore(at: number): number {
    return Number(this.#statements.get(lastBeforeSql, at)?.['id'] ?? 0);
  }

  #key(conversation: string): number | undefined {
    const row = this.#statements.get('SELECT id FROM conversations WHERE name = ?', conversation);
    return row && Number(row['id']);
  }
}

const messagesSql = 'SELECT id, at, account, kind, text FROM messages';
const firstSinceSql = 'SELECT id FROM messages WHERE at >= ? ORDER BY at, id LIMIT 1';
const lastBeforeSql = 'SELECT id FROM messages WHERE at < ? ORDER BY at DESC, id DESC LIMIT 1';
const namesEndSql = `SELECT name FROM conversations WHERE name > ? AND name < 'A'
  ORDER BY name LIMIT 1 OFFSET ${stepNames - 1}`;
const namesSql = `SELECT name FROM conversations WHERE name > ? AND name <= ?`;
const lastSql = `SELECT id, at FROM messages
  WHERE conversation = (SELECT id FROM conversations WHERE name = ?) AND id <= ?
  ORDER BY id DESC LIMIT 1`;
