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
  /** The size at which the file is rotated to `<path>.old`, replacing the previous one. */
  readonly maxBytes: number;
}

/**
 * An append-only file of whole lines. All operations are synchronous, so a line is either in the old file or in the new
 * one.
 */
export class LineFile {
  readonly path: string;
  readonly #maxBytes: number;
  #fd: number;
  #torn = false;
  #bytes = 0;
  /** Raised after a failed rotation, so that it is not retried for every line. */
  #rotateAt = 0;

  /** @throws {ControlError} `ERR_CONTROL_LOG` if the file cannot be opened */
  constructor(path: string, { maxBytes }: LineFileOptions) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#fd = openForAppending(path);
    this.#measure();
  }

  /** The path of the rotated file. */
  get oldPath(): string {
    return `${followLink(this.path)}.old`;
  }

  /** Appends lines with their line ends. @throws {Error} the system's error, such as `ENOSPC` */
  append(lines: string): void {
    if (this.#bytes >= this.#rotateAt) this.#rotate();
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#torn = false;
    } catch (error) {
      // The next line must not be joined to one that was written in part.
      if (written > 0) this.#torn = bytes[written - 1] !== 0x0a;
      throw error;
    } finally {
      this.#bytes += written;
    }
  }

  /** Opens the path again, after the file was moved. If that fails, the old file stays open. */
  reopen(): void {
    const next = openForAppending(this.path);
    closeSync(this.#fd);
    this.#fd = next;
    this.#torn = false;
    this.#measure();
  }

  /** Empties the file and removes the rotated one. */
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
      // Continue in the same file.
      this.#rotateAt = this.#bytes + this.#maxBytes;
    }
  }

  #moved(): boolean {
    const here = fstatSync(this.#fd);
    const there = statSync(this.path, { throwIfNoEntry: false });
    return here.ino !== there?.ino || here.dev !== there.dev;
  }
}
