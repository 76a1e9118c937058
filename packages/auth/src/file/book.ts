import type { Account } from './account.ts';
import { assertLine } from './assert-line.ts';
import { fileUnusable } from '../errors.ts';
import { digestsIn, formatLine, readLine, seenIn } from './line.ts';
import { nameKey } from '../accounts/name.ts';

/** The last time anybody was seen at an address. */
export interface LastSeen {
  readonly key: string;
  readonly at: number;
}

/** What a change does: the new account by key, or `undefined` where it goes. */
export type Changes = ReadonlyMap<string, Account | undefined>;

const maxLineLength = 8_192;

/**
 * The accounts of one whole file, in its order, with what is needed to find them. Lines of accounts that do not
 * change keep their exact text. Every line is checked when the file is read; an account is made of it only when asked
 * for, as most of a large file never is.
 */
export class Book {
  /** By name key; comments and blank lines by `#` and a number, which no name can be. */
  readonly #lines = new Map<string, string>();
  readonly #byToken = new Map<string, string>();
  /** Who was seen there last; made when first asked for. */
  #byAddress: Map<string, LastSeen> | undefined;
  /** Addresses whose last sighting went away: looked for again when asked. */
  readonly #stale = new Set<string>();
  #size = 0;

  /**
   * Reads a whole file. Lines known from `previous` are not checked again.
   *
   * @throws AuthError `ERR_AUTH_FILE` with the line's number when any line is malformed.
   */
  static parse(text: string, previous?: Book): Book {
    const book = new Book();
    const lines = text.split('\n');
    if (lines.pop() !== '') {
      const line = lines.length + 1;
      throw fileUnusable(`line ${line} has no line feed at its end, it may be cut short`, { line });
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

  /** How many accounts there are. */
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

  /** The whole file as it reads with the changes made. */
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

  /** Makes the changes in place, once they are on disk. */
  apply(changes: Changes): void {
    for (const [key, account] of changes) {
      const before = this.#lines.get(key);
      if (before !== undefined) this.#forget(key, before, account);
      if (account === undefined) this.#lines.delete(key);
      else this.#put(key, formatLine(account));
    }
  }

  /** Accounts that are not in `other`, or read differently there. */
  *differing(other: Book): Generator<Account> {
    for (const [key, line] of this.#lines) {
      if (isAccount(key) && other.#lines.get(key) !== line) yield readLine(line);
    }
  }

  #read(line: string, index: number, previous: Book | undefined): void {
    if (line === '' || line.startsWith('#')) {
      if (hasControls(line)) throw new SyntaxError('control character in a comment');
      this.#lines.set(`#${index}`, line);
      return;
    }
    if (line.length > maxLineLength) throw new SyntaxError('longer than any account');
    const key = nameKey(line.slice(0, Math.max(0, line.indexOf(':'))));
    if (previous === undefined || previous.#lines.get(key) !== line) assertLine(line);
    if (this.#lines.has(key)) throw new SyntaxError('the name stands twice');
    this.#put(key, line);
  }

  /** @throws SyntaxError when another account holds one of its tokens; the book is of no use then. */
  #put(key: string, line: string): void {
    this.#lines.set(key, line);
    this.#size += 1;
    for (const digest of digestsIn(line)) {
      if (this.#byToken.has(digest)) throw new SyntaxError('a token stands twice');
      this.#byToken.set(digest, key);
    }
    if (this.#byAddress !== undefined) this.#see(key, line);
  }

  /** Puts an account where it was seen last; at one address or at all of its own. */
  #see(key: string, line: string, only = ''): void {
    if (!line.includes(`${only}@`)) return;
    for (const { address, at } of seenIn(line)) {
      if (only !== '' && address !== only) continue;
      const last = this.#byAddress?.get(address);
      if (last === undefined || last.at <= at) this.#byAddress?.set(address, { key, at });
    }
  }

  /** Takes an account out of the indexes; the next one, if any, is put in after. */
  #forget(key: string, line: string, next: Account | undefined): void {
    this.#size -= 1;
    for (const digest of digestsIn(line)) this.#byToken.delete(digest);
    if (this.#byAddress === undefined) return;
    for (const { address, at } of seenIn(line)) {
      if (this.#byAddress.get(address)?.key !== key) continue;
      this.#byAddress.delete(address);
      // Nobody was there later than this one, so the same one is still the last.
      if (next?.seen.some((sighting) => sighting.address === address && sighting.at >= at))
        continue;
      this.#stale.add(address);
    }
  }
}

/** Whether a line's key is an account's. */
function isAccount(key: string): boolean {
  return !key.startsWith('#');
}

function hasControls(line: string): boolean {
  return /[^\P{Cc}\t]/u.test(line);
}
