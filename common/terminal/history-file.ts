import {
  appendFileSync,
  closeSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * The lines typed in earlier runs, in a file with a limited number of lines. The file is readable by its owner only (0600).
 * Errors of the file are ignored.
 */
export class HistoryFile {
  readonly #path: string | undefined;
  readonly #maxLines: number;
  #lines: string[];

  /** @param path `undefined` keeps the history in memory only */
  constructor(path: string | undefined, maxLines = 1000) {
    this.#path = path;
    this.#maxLines = maxLines;
    const all = read(path);
    this.#lines = all.slice(-maxLines);
    if (path !== undefined && all.length > 2 * maxLines) rewrite(path, this.#lines);
  }

  /** The lines, newest first, as readline expects them. */
  newestFirst(): string[] {
    return this.#lines.toReversed();
  }

  /** Adds a line, unless it is empty, begins with a space, or repeats the last one. */
  add(line: string): void {
    // eslint-disable-next-line no-control-regex
    const clean = line.replace(/[\x00-\x1f\x7f]/g, ' ').trimEnd();
    if (clean === '' || clean.startsWith(' ') || clean === this.#lines.at(-1)) return;
    this.#lines = [...this.#lines, clean].slice(-this.#maxLines);
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${clean}\n`, { mode: 0o600 });
    } catch {
      // The line is still in memory.
    }
  }
}

function read(path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    const file = openSync(path, 'r');
    try {
      protect(file);
      const text = readFileSync(file, 'utf8');
      return text.split('\n').filter((line) => line !== '');
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}

function protect(file: number): void {
  try {
    // Not `/dev/null`, which all users must be able to write to.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
  } catch {
    // The file belongs to another user.
  }
}

function rewrite(path: string, lines: readonly string[]): void {
  try {
    writeFileSync(`${path}.new`, `${lines.join('\n')}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // The file keeps its length.
  }
}
