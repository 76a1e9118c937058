import {
  closeSync,
  fstatSync,
  ftruncateSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { followLink, openForAppending } from './open-log-file.ts';

/** Options of a {@link LineFile}. */
export interface LineFileOptions {
  /** The file is rotated when it has this many bytes: it becomes `<path>.old`, in place of the one before. */
  readonly maxBytes: number;
}

/**
 * A file that is only appended to, whole lines at a time. Each step is one synchronous call, so a line is always
 * wholly in the old file or wholly in the new one.
 */
export class LineFile {
  readonly path: string;
  readonly #maxBytes: number;
  #fd: number;
  #torn = false;
  #bytes = 0;
  /** Raised after a rotation that failed, so that the next one is not tried with every line. */
  #rotateAt = 0;

  /** @throws {ControlError} `ERR_CONTROL_LOG` if it can't be opened */
  constructor(path: string, { maxBytes }: LineFileOptions) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#fd = openForAppending(path);
    this.#measure();
  }

  /** Where the file goes when it is rotated. */
  get oldPath(): string {
    return `${followLink(this.path)}.old`;
  }

  /** Appends lines, each with its line end. @throws the system's error, for example that the disk is full */
  append(lines: string): void {
    if (this.#bytes >= this.#rotateAt) this.#rotate();
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#torn = false;
    } catch (error) {
      // Half a line may stand there: the next one must not be joined to it.
      if (written > 0) this.#torn = bytes[written - 1] !== 0x0a;
      throw error;
    } finally {
      this.#bytes += written;
    }
  }

  /** Opens the path again, where another file may be by now; the old one is kept if that fails. */
  reopen(): void {
    const next = openForAppending(this.path);
    closeSync(this.#fd);
    this.#fd = next;
    this.#torn = false;
    this.#measure();
  }

  /** Empties the file at the path, and removes the one that was rotated. */
  clear(): void {
    if (this.#moved()) this.reopen();
    ftruncateSync(this.#fd, 0);
    this.#torn = false;
    this.#bytes = 0;
    rmSync(this.oldPath, { force: true });
  }

  close(): void {
    closeSync(this.#fd);
  }

  #measure(): void {
    const stats = fstatSync(this.#fd);
    this.#bytes = stats.size;
    this.#rotateAt = stats.isFile() ? this.#maxBytes : Infinity;
  }

  #rotate(): void {
    try {
      if (!this.#moved()) renameSync(followLink(this.path), this.oldPath);
      this.reopen();
    } catch {
      // The log goes on in the same file.
      this.#rotateAt = this.#bytes + this.#maxBytes;
    }
  }

  #moved(): boolean {
    const here = fstatSync(this.#fd);
    const there = statSync(this.path, { throwIfNoEntry: false });
    return here.ino !== there?.ino || here.dev !== there.dev;
  }
}
