import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';

/**
 * A file that is only appended to, whole lines at a time. Each step is one synchronous call, so a line is always
 * wholly in the old file or wholly in the new one. Made with mode 0600, its folder with 0700.
 */
export class LineFile {
  readonly path: string;
  #fd: number;
  #torn = false;

  /** @throws {ControlError} `ERR_CONTROL_LOG` if it can't be opened */
  constructor(path: string) {
    this.path = path;
    this.#fd = open(path);
  }

  /** Appends lines, each with its line end. @throws the system's error, for example that the disk is full */
  append(lines: string): void {
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#torn = false;
    } catch (error) {
      // Half a line may stand there: the next one must not be joined to it.
      if (written > 0) this.#torn = bytes[written - 1] !== 0x0a;
      throw error;
    }
  }

  /** Opens the path again, where another file may be by now; the old one is kept if that fails. */
  reopen(): void {
    const next = open(this.path);
    closeSync(this.#fd);
    this.#fd = next;
    this.#torn = false;
  }

  /** Empties the file at the path. */
  clear(): void {
    if (this.#moved()) this.reopen();
    ftruncateSync(this.#fd, 0);
    this.#torn = false;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #moved(): boolean {
    const here = fstatSync(this.#fd);
    let there: Stats;
    try {
      there = statSync(this.path);
    } catch {
      return true;
    }
    return here.ino !== there.ino || here.dev !== there.dev;
  }
}

function open(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new ControlError('ERR_CONTROL_LOG', `Cannot open log file: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
