import type { Account } from './account.ts';
import { fileUnusable } from './errors.ts';
import { formatLine, parseLine } from './line.ts';
import { nameKey } from './name.ts';

/** One line of the file: an account, or a comment or blank line that is only kept. */
interface Entry {
  readonly text: string;
  readonly account?: Account;
}

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
 * change keep their exact text.
 */
export class Book {
  /** By name key; comments and blank lines by `#` and a number, which no name can be. */
  readonly #entries = new Map<string, Entry>();
  readonly #byToken = new Map<string, string>();
  /** Who was seen there last; made when first asked for. */
  #byAddress: Map<string, Account> | undefined;
  /** Addresses whose last sighting went away: looked for again when asked. */
  readonly #stale = new Set<string>();
  #size = 0;

  /**
   * Reads a whole file. Lines known from `previous` are not read again.
   *
   * @throws AuthError `ERR_AUTH_FILE` with the line's number when any line is malformed.
   */
  static parse(text: string, previous?: Book): Book {
    const book = new Book();
    const lines = text.split('\n');
    if (lines.pop() !== '') {
      const line = lines.length + 1;
      throw fileUnusable(`line ${line} has no end, it may be cut short`, { line });
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
    return this.#entries.get(key)?.account;
  }

  /** Every account, in the file's order. */
  *accounts(): Generator<Account> {
    for (const { account } of this.#entries.values()) if (account !== undefined) yield account;
  }

  /** The account that holds a token, by the token's digest. */
  byToken(digest: string): Account | undefined {
    const key = this.#byToken.get(digest);
    return key === undefined ? undefined : this.get(key);
  }

  lastSeen(address: string): LastSeen | undefined {
    if (this.#byAddress === undefined) {
      this.#byAddress = new Map();
      for (const account of this.accounts()) this.#see(account);
    }
    if (this.#stale.delete(address)) {
      for (const account of this.accounts()) this.#see(account, address);
    }
    const account = this.#byAddress.get(address);
    if (account === undefined) return undefined;
    return { key: nameKey(account.name), at: seenAt(account, address) };
  }

  /** The whole file as it reads with the changes made. */
  text(changes: Changes = new Map()): string {
    const lines: string[] = [];
    for (const [key, entry] of this.#entries) {
      if (!changes.has(key)) lines.push(entry.text);
      else {
        const account = changes.get(key);
        if (account !== undefined) lines.push(formatLine(account));
      }
    }
    for (const [key, account] of changes) {
      if (account !== undefined && !this.#entries.has(key)) lines.push(formatLine(account));
    }
    lines.push('');
    return lines.join('\n');
  }

  /** Makes the changes in place, once they are on disk. */
  apply(changes: Changes): void {
    for (const [key, account] of changes) {
      const before = this.get(key);
      if (before !== undefined) this.#forget(before, account);
      if (account === undefined) this.#entries.delete(key);
      else this.#put(key, { text: formatLine(account), account });
    }
  }

  /** Accounts that are not in `other`, or read differently there. */
  *differing(other: Book): Generator<Account> {
    for (const [key, { text, account }] of this.#entries) {
      if (account !== undefined && other.#entries.get(key)?.text !== text) yield account;
    }
  }

  #read(line: string, index: number, previous: Book | undefined): void {
    if (line === '' || line.startsWith('#')) {
      if (hasControls(line)) throw new SyntaxError('control character in a comment');
      this.#entries.set(`#${index}`, { text: line });
      return;
    }
    if (line.length > maxLineLength) throw new SyntaxError('longer than any account');
    const key = nameKey(line.slice(0, Math.max(0, line.indexOf(':'))));
    const known = previous === undefined ? undefined : previous.#entries.get(key);
    const account = known?.account && known.text === line ? known.account : parseLine(line);
    if (this.#entries.has(key)) throw new SyntaxError('the name stands twice');
    for (const { digest } of account.tokens) {
      if (this.#byToken.has(digest)) throw new SyntaxError('a token stands twice');
    }
    this.#put(key, { text: line, account });
  }

  #put(key: string, entry: Required<Entry>): void {
    this.#entries.set(key, entry);
    this.#size += 1;
    for (const { digest } of entry.account.tokens) this.#byToken.set(digest, key);
    this.#see(entry.account);
  }

  /** Puts an account where it was seen last; at one address or at all of its own. */
  #see(account: Account, only?: string): void {
    const byAddress = this.#byAddress;
    if (byAddress === undefined) return;
    for (const { address, at } of account.seen) {
      if (only !== undefined && address !== only) continue;
      const last = byAddress.get(address);
      if (last === undefined || seenAt(last, address) <= at) byAddress.set(address, account);
    }
  }

  /** Takes an account out of the indexes; the next one, if any, is put in after. */
  #forget(account: Account, next: Account | undefined): void {
    this.#size -= 1;
    for (const { digest } of account.tokens) this.#byToken.delete(digest);
    for (const { address, at } of account.seen) {
      if (this.#byAddress?.get(address) !== account) continue;
      this.#byAddress.delete(address);
      // Nobody was there later than this one, so the same one is still the last.
      if (next !== undefined && seenAt(next, address) >= at) continue;
      this.#stale.add(address);
    }
  }
}

function seenAt(account: Account, address: string): number {
  return account.seen.find((sighting) => sighting.address === address)?.at ?? -Infinity;
}

function hasControls(line: string): boolean {
  return /[^\P{Cc}\t]/u.test(line);
}
