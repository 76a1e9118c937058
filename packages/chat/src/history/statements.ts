import type { DatabaseSync, StatementSync } from 'node:sqlite';

type Value = string | number;

/** The SQL of a database, each statement prepared once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(sql: string, ...values: readonly Value[]): void {
    const statement = this.#prepare(sql);
    // FTS5 gives its rows numbers of its own that do not fit a JavaScript number.
    statement.setReadBigInts(true);
    statement.run(...values);
  }

  get(sql: string, ...values: readonly Value[]) {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: readonly Value[]) {
    return this.#prepare(sql).all(...values);
  }

  /** Lets go of them, so that the database can be closed. */
  clear(): void {
    this.#prepared.clear();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
