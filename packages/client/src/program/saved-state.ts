import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import type { TokenEvent } from '../rooms/events.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The folder for saved state (XDG base directories); undefined without a home folder. */
export function stateFolder(env: Env): string | undefined {
  const base = env['XDG_STATE_HOME'];
  // The specification says to ignore relative paths.
  if (base !== undefined && isAbsolute(base)) return join(base, 'threadline');
  const home = env['HOME'] ?? homeFolder();
  return isAbsolute(home) ? join(home, '.local/state/threadline') : undefined;
}

/** '' for a user without an entry in the system, as in a container. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** Opens the saved session tokens; undefined without a home folder. */
export function openTokenFile(env: Env): TokenFile | undefined {
  const folder = stateFolder(env);
  return folder === undefined ? undefined : new TokenFile(join(folder, 'tokens.json'));
}

interface SavedToken {
  readonly token: string;
  readonly expiresAt?: string;
}

/** Session tokens of earlier logins, in a file that only its owner can read. */
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
   * @throws {Error} if other users can read the file, or it cannot be read
   */
  get(server: string, account: string): string | undefined {
    const saved = this.#read()[key(server, account)];
    if (saved === undefined || typeof saved.token !== 'string') return undefined;
    const expires = saved.expiresAt === undefined ? Infinity : Date.parse(saved.expiresAt);
    return expires > this.#now() ? saved.token : undefined;
  }

  /** Saves a token, replacing the previous one. */
  set(server: string, account: string, { token, expiresAt }: TokenEvent): void {
    const saved: SavedToken = { token, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) };
    this.#write({ ...this.#read(), [key(server, account)]: saved });
  }

  /** Deletes a token; returns false if there was none. */
  delete(server: string, account: string): boolean {
    const { [key(server, account)]: deleted, ...others } = this.#read();
    if (deleted !== undefined) this.#write(others);
    return deleted !== undefined;
  }

  #read(): Record<string, SavedToken> {
    let text: string;
    try {
      if ((statSync(this.#path).mode & 0o077) !== 0) {
        throw new Error(`Other users can read ${this.#path}: chmod 600 it, or delete it`);
      }
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw error;
    }
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null)
        return parsed as Record<string, SavedToken>;
      throw new Error('not an object');
    } catch (error) {
      const problem = `${this.#path} is not a token file: ${messageOf(error)}`;
      throw new Error(problem, { cause: error });
    }
  }

  #write(tokens: Record<string, SavedToken>): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const temporary = `${this.#path}.${process.pid}`;
    try {
      const text = `${JSON.stringify(tokens, undefined, 2)}\n`;
      writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }
}

function key(server: string, account: string): string {
  return `${account.toLowerCase()}@${server.toLowerCase()}`;
}
