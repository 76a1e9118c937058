import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { type Message, messageIn } from './message.ts';
import { tokenizer } from './schema.ts';
import { Statements } from './statements.ts';
import { type HistoryQuery, type HistoryResults, ResultSize, searchTerms } from './query.ts';

/**
 * Splits texts into words exactly as the index in the history file does, with a small index of the same kind in memory.
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

  /** Returns the words of a text in order. */
  wordsOf(text: string): string[] {
    this.#fill([{ id: 1, text }]);
    const rows = this.#statements.all('SELECT term FROM probe_words ORDER BY offset');
    return rows.map(({ term }) => String(term));
  }

  /** Returns the messages that contain every phrase. */
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

/** Quotes a text, so that FTS5 does not interpret operators in it. */
function quoted(text: string): string {
  return `"${text.replace(/["\0]/g, ' ')}"`;
}

/** Number of ids scanned per step, which takes a fraction of a millisecond per word. */
const stepNumbers = 512;
/** Maximum number of steps without a skip, after skips that did not help. */
const maxBlindSteps = 64;
/** Number of texts checked per step. */
const stepTexts = 40;
/** Maximum number of words looked up in the index. */
const maxNarrowing = 16;

interface Search {
  readonly statements: Statements;
  readonly folding: WordFolding;
  /** Row id of the conversation. */
  readonly key: number;
  readonly query: HistoryQuery & { readonly type: 'search' };
  readonly spent: () => boolean;
}

/**
 * Finds the newest messages that contain all words, in steps. Each lookup in the word index is for one word and a range
 * of ids, because FTS5 would read beyond the range for several words or a phrase. Phrases are checked in the texts.
 */
export function* searchSteps({
  statements,
  folding,
  key,
  query: { conversation, text, limit, upTo, after },
  spent,
}: Search): Generator<undefined, HistoryResults['search'], undefined> {
  const terms = searchTerms(text).map((term) => term.text);
  const phrases = terms.filter((term) => folding.wordsOf(term).length > 1);
  const all = new Set(terms.flatMap((term) => folding.wordsOf(term)));
  const words = [...all].slice(0, maxNarrowing).map((word) => `text : ${quoted(word)}`);
  if (words.length === 0) return { messages: [] };
  const within = words.map(() => `+id IN (${wordSql} ${fromSql} ${beforeSql})`).join(' AND ');
  const candidatesSql = `SELECT id FROM messages
    WHERE conversation = ? AND id >= ? AND id < ? AND ${within} ORDER BY id DESC`;
  const size = new ResultSize(limit);
  const found: Message[] = [];
  let end = lastIn(statements, key, upTo + 1) + 1;
  let blindSteps = 0;
  let lookIn = 0;
  while (!size.full) {
    if (lookIn <= 0) {
      // Skip to the last id that can contain all words. Each lookup far back in a long list takes a few ms.
      const before = end;
      for (const word of words) {
        end = Math.min(end, lastWith(statements, word, end) + 1);
        yield;
      }
      end = lastIn(statements, key, end) + 1;
      blindSteps = before - end > stepNumbers ? 0 : Math.min(maxBlindSteps, blindSteps * 2 + 1);
      lookIn = blindSteps;
    }
    lookIn -= 1;
    if (end <= after + 1) break;
    if (spent()) return { messages: found.reverse(), searchedTo: timeOf(statements, end) };
    const from = Math.max(after + 1, end - stepNumbers);
    const bounds = words.flatMap((word) => [word, from, end]);
    const ids = statements
      .all(candidatesSql, key, from, end, ...bounds)
      .map(({ id }) => Number(id));
    yield;
    for (let start = 0; start < ids.length && !size.full; start += stepTexts) {
      if (spent()) {
        const searchedTo = timeOf(statements, (ids[start] ?? from) + 1);
        return { messages: found.reverse(), searchedTo };
      }
      const messages = ids.slice(start, start + stepTexts).flatMap((id) => {
        const row = statements.get(messageSql, id);
        return row ? [messageIn(conversation, row)] : [];
      });
      const holding = phrases.length > 0 ? folding.holding(messages, phrases) : messages;
      for (const message of holding) if (size.take(message)) found.push(message);
      yield;
    }
    end = from;
  }
  return { messages: found.reverse() };
}

/** Returns the last id before `before` whose message contains a word, or 0. */
function lastWith(statements: Statements, word: string, before: number): number {
  if (before <= 1) return 0;
  const sql = `${wordSql} ${beforeSql} ORDER BY rowid DESC LIMIT 1`;
  return Number(statements.get(sql, word, before)?.['rowid'] ?? 0);
}

/** Returns the last id before `before` in a conversation, or 0. */
function lastIn(statements: Statements, key: number, before: number): number {
  const sql = 'SELECT id FROM messages WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT 1';
  return Number(statements.get(sql, key, before)?.['id'] ?? 0);
}

/** Returns the time of the first message with an id of at least `from`. */
function timeOf(statements: Statements, from: number): number {
  const row = statements.get('SELECT at FROM messages WHERE id >= ? ORDER BY id LIMIT 1', from);
  return Number(row?.['at'] ?? 0);
}

const wordSql = 'SELECT rowid FROM words WHERE words MATCH ?';
// Numbers are bound as reals, which FTS5 does not use to limit its scan.
const fromSql = 'AND rowid >= CAST(? AS INTEGER)';
const beforeSql = 'AND rowid < CAST(? AS INTEGER)';
const messageSql = 'SELECT id, at, account, kind, text FROM messages WHERE id = ?';
