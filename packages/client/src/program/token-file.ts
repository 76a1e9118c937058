import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import type { TokenEvent } from '../chat/events.ts';

interface Entry {
  readonly token: string;
  readonly expiresAt?: string;
}

/** Session tokens of earlier logins, in a file only its owner can read. */
export class TokenFile {
  readonly #path: string;
  readonly #now: () => number;

  constructor(path: string, now: () => number = Date.now) {
    this.#path = path;
    this.#now = now;
  }

  get path(): string {
    return this.#path;
  }

  /**
   * The token for an account on a server, unless it has expired.
   *
   * @throws {Error} if others can read the file, or it can't be read
   */
  get(server: string, account: string): string | undefined {
    const entry = this.#read()[key(server, account)];
    if (entry === undefined || typeof entry.token !== 'string') return undefined;
    const expires = entry.expiresAt === undefined ? Infinity : Date.parse(entry.expiresAt);
    return expires > this.#now() ? entry.token : undefined;
  }

  /** Keeps a token in place of the one before. */
  set(server: string, account: string, { token, expiresAt }: TokenEvent): void {
    const entry: Entry = { token, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) };
    this.#write({ ...this.#read(), [key(server, account)]: entry });
  }

  /** Forgets a token; false if there was none. */
  delete(server: string, account: string): boolean {
    const { [key(server, account)]: gone, ...others } = this.#read();
    if (gone !== undefined) this.#write(others);
    return gone !== undefined;
  }

  #read(): Record<string, Entry> {
    let text: string;
    try {
      if ((statSync(this.#path).mode & 0o077) !== 0) {
        throw new Error(`Others can read ${this.#path}: chmod 600 it, or delete it`);
      }
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw error;
    }
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, Entry>;
      throw new Error('no object');
    } catch (error) {
      throw new Error(`${this.#path} is no token file: ${messageOf(error)}`, { cause: error });
    }
  }

  #write(entries: Record<string, Entry>): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const fresh = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(fresh, `${JSON.stringify(entries, undefined, 2)}\n`, {
        mode: 0o600,
        flag: 'wx',
      });
      renameSync(fresh, this.#path);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  }
}

function key(server: string, account: string): string {
  return `${account.toLowerCase()}@${server.toLowerCase()}`;
}
