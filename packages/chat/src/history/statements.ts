import type { DatabaseSync, StatementSync } from 'node:sqlite';

type Value = string | number;

/** A cache of the prepared statements of a database. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(sql: string, ...values: readonly Value[]): void {
    const statement = this.#prepare(sql);
    // FTS5 assigns internal row ids that exceed the range of a JavaScript number.
    statement.setReadBigInts(true);
    statement.run(...values);
  }

  get(sql: string, ...values: readonly Value[]) {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: readonly Value[]) {
    return this.#prepare(sql).all(...values);
  }

  /** Drops all statements, so that the database can be closed. */
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
