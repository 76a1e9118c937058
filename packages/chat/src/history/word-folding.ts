import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import type { Message } from './message.ts';
import { tokenizer } from './schema.ts';
import { Statements } from './statements.ts';

/**
 * Makes texts into words exactly as the index in the history file does: by a small index of the same kind in memory.
 */
export class WordFolding {
  readonly #database = new DatabaseSync(':memory:');
  readonly #statements = new Statements(this.#database);

  constructor() {
    this.#database.exec(`
      CREATE VIRTUAL TABLE probe USING fts5 (text, content = '', tokenize = '${tokenizer}');
      CREATE VIRTUAL TABLE probe_words USING fts5vocab (probe, instance);
    `);
  }

  /** The words of a text in their order. */
  wordsOf(text: string): string[] {
    this.#fill([{ id: 1, text }]);
    const rows = this.#statements.all('SELECT term FROM probe_words ORDER BY offset');
    return rows.map(({ term }) => String(term));
  }

  /** Those of the messages in which the words of each phrase stand side by side. */
  holding<T extends Pick<Message, 'id' | 'text'>>(
    messages: readonly T[],
    phrases: readonly string[],
  ): T[] {
    this.#fill(messages);
    const query = phrases.map(quoted).join(' AND ');
    const rows = this.#statements.all('SELECT rowid AS id FROM probe WHERE probe MATCH ?', query);
    const ids = new Set(rows.map(({ id }) => Number(id)));
    return messages.filter(({ id }) => ids.has(id));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #fill(texts: ReadonlyArray<Pick<Message, 'id' | 'text'>>): void {
    this.#database.exec(`BEGIN; INSERT INTO probe (probe) VALUES ('delete-all')`);
    for (const { id, text } of texts) {
      const words = text.normalize('NFC');
      this.#statements.run('INSERT INTO probe (rowid, text) VALUES (?, ?)', id, words);
    }
    this.#database.exec('COMMIT');
  }
}

/** A text as FTS5 takes it literally: between quotes it has no operators. */
export function quoted(text: string): string {
  return `"${text.replace(/["\0]/g, ' ')}"`;
}
