import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { type Message, messageIn } from './message.ts';
import { tokenizer } from './schema.ts';
import { Statements } from './statements.ts';
import { type HistoryQuery, type HistoryResults, ResultSize } from './query.ts';
import { searchTerms } from './search-terms.ts';

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

/** How many numbers one step looks at: a fraction of a millisecond's work for each word. */
const stepNumbers = 512;
/** For how many steps none looks ahead where that did not help. */
const maxBlindSteps = 64;
/** How many texts one step looks into. */
const stepTexts = 40;
/** How many words narrow the search down; what makes more than these is looked for in the texts. */
const maxNarrowing = 16;

interface Search {
  readonly statements: Statements;
  readonly folding: WordFolding;
  /** The conversation. */
  readonly key: number;
  readonly query: HistoryQuery & { readonly type: 'search' };
  readonly spent: () => boolean;
}

/**
 * Finds the newest messages that hold all words, in steps. The index of words is only asked for one word at a time and
 * between two numbers: then FTS5 reads no more than these, which it does for several words or a phrase. Whether words
 * stand side by side is looked for in the texts.
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
      // To the last number that all words can be at. Far back in a long list of them each look takes some ms.
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

/** The last number before one whose message holds a word; 0 if there is none. */
function lastWith(statements: Statements, word: string, before: number): number {
  if (before <= 1) return 0;
  const sql = `${wordSql} ${beforeSql} ORDER BY rowid DESC LIMIT 1`;
  return Number(statements.get(sql, word, before)?.['rowid'] ?? 0);
}

/** The last number before one in a conversation; 0 if there is none. */
function lastIn(statements: Statements, key: number, before: number): number {
  const sql = 'SELECT id FROM messages WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT 1';
  return Number(statements.get(sql, key, before)?.['id'] ?? 0);
}

/** The time of the first message from a number on. */
function timeOf(statements: Statements, from: number): number {
  const row = statements.get('SELECT at FROM messages WHERE id >= ? ORDER BY id LIMIT 1', from);
  return Number(row?.['at'] ?? 0);
}

const wordSql = 'SELECT rowid FROM words WHERE words MATCH ?';
// Numbers are bound as reals, by which FTS5 does not bound what it reads.
const fromSql = 'AND rowid >= CAST(? AS INTEGER)';
const beforeSql = 'AND rowid < CAST(? AS INTEGER)';
const messageSql = 'SELECT id, at, account, kind, text FROM messages WHERE id = ?';
