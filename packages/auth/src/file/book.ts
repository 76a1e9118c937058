import type { Account } from './account.ts';
import { assertLine } from './assert-line.ts';
import { fileUnusable } from '../errors.ts';
import { digestsIn, formatLine, readLine, seenIn } from './line.ts';
import { nameKey } from '../../../../common/names/account-name.ts';

/** The account last seen at an address. */
export interface LastSeen {
  /** The name's key. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Changed accounts by key; `undefined` for a removed one. */
export type Changes = ReadonlyMap<string, Account | undefined>;

const maxLineLength = 8_192;

/**
 * The content of an accounts file, with indexes by name, token and address. Lines keep their order, and their exact
 * text until their account changes. Every line is checked when the file is read, but parsed only when its account is
 * needed: most accounts of a large file never are.
 */
export class Book {
  /** By name key. Comments and blank lines by `#` and their index, which cannot be a name. */
  readonly #lines = new Map<string, string>();
  readonly #byToken = new Map<string, string>();
  /** Created when it is first needed. */
  #byAddress: Map<string, LastSeen> | undefined;
  /** Addresses whose latest sighting was removed; the one before it is looked up when needed. */
  readonly #stale = new Set<string>();
  #size = 0;

  /**
   * Parses a file. Lines that `previous` contains are not checked again.
   *
   * @throws AuthError `ERR_AUTH_FILE` with the line's number if a line is malformed.
   */
  static parse(text: string, previous?: Book): Book {
    const book = new Book();
    const lines = text.split('\n');
    if (lines.pop() !== '') {
      const line = lines.length + 1;
      throw fileUnusable(`line ${line} does not end with a line feed, it may be cut short`, {
        line,
      });
    }
    for (const [index, line] of lines.entries()) {
      try {
        book.#read(line, index, previous);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw fileUnusable(`line ${index + 1}: ${error.message}`, { line: index + 1 });
      }
    }
    return book;
  }

  /** The number of accounts. */
  get size(): number {
    return this.#size;
  }

  get(key: string): Account | undefined {
    const line = isAccount(key) ? this.#lines.get(key) : undefined;
    return line === undefined ? undefined : readLine(line);
  }

  /** Every account, in the file's order. */
  *accounts(): Generator<Account> {
    for (const [key, line] of this.#lines) if (isAccount(key)) yield readLine(line);
  }

  /** The account that holds a token, by the token's digest. */
  byToken(digest: string): Account | undefined {
    const key = this.#byToken.get(digest);
    return key === undefined ? undefined : this.get(key);
  }

  lastSeen(address: string): LastSeen | undefined {
    if (this.#byAddress === undefined) {
      this.#byAddress = new Map();
      for (const [key, line] of this.#lines) if (isAccount(key)) this.#see(key, line);
    }
    if (this.#stale.delete(address)) {
      for (const [key, line] of this.#lines) if (isAccount(key)) this.#see(key, line, address);
    }
    return this.#byAddress.get(address);
  }

  /** The text of the file with the changes made. */
  text(changes: Changes = new Map()): string {
    const lines: string[] = [];
    for (const [key, line] of this.#lines) {
      if (!changes.has(key)) lines.push(line);
      else {
        const account = changes.get(key);
        if (account !== undefined) lines.push(formatLine(account));
      }
    }
    for (const [key, account] of changes) {
      if (account !== undefined && !this.#lines.has(key)) lines.push(formatLine(account));
    }
    lines.push('');
    return lines.join('\n');
  }

  /** Applies changes that have been written. */
  apply(changes: Changes): void {
    for (const [key, account] of changes) {
      const before = this.#lines.get(key);
      if (before !== undefined) this.#forget(key, before, account);
      if (account === undefined) this.#lines.delete(key);
      else this.#put(key, formatLine(account));
    }
  }

  /** The accounts that are not in `other` or differ from it. */
  *differing(other: Book): Generator<Account> {
    for (const [key, line] of this.#lines) {
      if (isAccount(key) && other.#lines.get(key) !== line) yield readLine(line);
    }
  }

  #read(line: string, index: number, previous: Book | undefined): void {
    if (line === '' || line.startsWith('#')) {
      if (hasControls(line)) throw new SyntaxError('a comment contains a control character');
      this.#lines.set(`#${index}`, line);
      return;
    }
    if (line.length > maxLineLength)
      throw new SyntaxError(`longer than ${maxLineLength} characters`);
    const key = nameKey(line.slice(0, Math.max(0, line.indexOf(':'))));
    if (previous === undefined || previous.#lines.get(key) !== line) assertLine(line);
    if (this.#lines.has(key)) throw new SyntaxError('the name occurs twice');
    this.#put(key, line);
  }

  /** @throws SyntaxError if another account has one of its tokens. The book must then be discarded. */
  #put(key: string, line: string): void {
    this.#lines.set(key, line);
    this.#size += 1;
    for (const digest of digestsIn(line)) {
      if (this.#byToken.has(digest)) throw new SyntaxError('a token occurs twice');
      this.#byToken.set(digest, key);
    }
    if (this.#byAddress !== undefined) this.#see(key, line);
  }

  /** Indexes the sightings of a line: all, or only those at the address `only`. */
  #see(key: string, line: string, only = ''): void {
    if (!line.includes(`${only}@`)) return;
    for (const { address, at } of seenIn(line)) {
      if (only !== '' && address !== only) continue;
      const last = this.#byAddress?.get(address);
      if (last === undefined || last.at <= at) this.#byAddress?.set(address, { key, at });
    }
  }

  /** Removes a line from the indexes. `next` is the account as it will be added again, if it will. */
  #forget(key: string, line: string, next: Account | undefined): void {
    this.#size -= 1;
    for (const digest of digestsIn(line)) this.#byToken.delete(digest);
    if (this.#byAddress === undefined) return;
    for (const { address, at } of seenIn(line)) {
      if (this.#byAddress.get(address)?.key !== key) continue;
      this.#byAddress.delete(address);
      // It was the last one seen there, and still is.
      if (next?.seen.some((sighting) => sighting.address === address && sighting.at >= at))
        continue;
      this.#stale.add(address);
    }
  }
}

/** Whether a line is an account's, by its key. */
function isAccount(key: string): boolean {
  return !key.startsWith('#');
}

function hasControls(line: string): boolean {
  return /[^\P{Cc}\t]/u.test(line);
}
