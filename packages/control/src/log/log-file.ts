import { EventEmitter } from 'node:events';
import { messageOf } from '../../../../common/thrown.ts';
import { LineFile } from './line-file.ts';
import { checkLogOptions, type LogOptions } from './log-options.ts';
import { atLeast, type LogEntry, type LogLevel, type LogRecord, Serializer } from './log-record.ts';
import { RecordLimiter } from './record-limiter.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

/** The events of a {@link LogFile}. */
interface LogFileEvents {
  /** An entry has been written. Entries are emitted in the order of the file. */
  entry: [entry: LogEntry];
  clear: [];
  reopen: [];
  /** Entries could not be written. The number of lost entries is logged before the next entry. */
  failure: [error: unknown];
}

const maxHeld = 10_000;
const suppressedIntervalMs = 60_000;

/** A log for all threads: lines of JSON, in chronological order. */
export class LogFile extends EventEmitter<LogFileEvents> implements Disposable {
  readonly #file: LineFile;
  readonly #serializer = new Serializer();
  readonly #window: ReorderBuffer<{ record: LogRecord; listener: string | undefined }>;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #limiter: RecordLimiter;
  readonly #flushAtExit = (): void => {
    this.#reportSuppressed();
    this.flush();
  };
  #timer: NodeJS.Timeout | undefined;
  #suppressedTimer: NodeJS.Timeout | undefined;
  #lost = 0;
  #closed = false;
  /** Records below this level are dropped. */
  level: LogLevel;

  /** Use {@link openLog}. */
  constructor(
    file: LineFile,
    {
      level = 'info',
      windowMs = 50,
      clock = Date.now,
      limit = { burst: 1000, perMinute: 600 },
    }: LogOptions,
  ) {
    super();
    this.#limiter = new RecordLimiter(limit);
    this.#file = file;
    this.level = level;
    this.#windowMs = windowMs;
    this.#window = new ReorderBuffer(windowMs);
    this.#clock = clock;
    process.on('exit', this.#flushAtExit);
  }

  get path(): string {
    return this.#file.path;
  }

  /** The path of the rotated file. */
  get oldPath(): string {
    return this.#file.oldPath;
  }

  /** Adds a record of any thread. Does nothing after `close()`. */
  add(record: LogRecord, listener?: string): void {
    if (this.#closed || !atLeast(record.level, this.level)) return;
    if (this.#limiter.admit(record, listener, performance.now())) this.#hold(record, listener);
    else
      this.#suppressedTimer ??= setTimeout(
        () => this.#reportSuppressed(),
        suppressedIntervalMs,
      ).unref();
  }

  #hold(record: LogRecord, listener?: string): void {
    const moment = { now: this.#clock(), arrivedAt: performance.now() };
    this.#window.add({ record, listener }, record.time, moment);
    if (this.#window.size >= maxHeld) this.flush();
    else this.#timer ??= setTimeout(() => this.#writeDue(), this.#windowMs).unref();
  }

  /** Returns a function that adds the records of a listener: `server.on('log', log.recorder('echo'))`. */
  recorder(listener: string): (record: LogRecord) => void {
    return (record) => this.add(record, listener);
  }

  /** Logs a message of this thread with the current time. */
  write(level: LogLevel, message: string, fields?: LogRecord['fields']): void {
    if (this.#closed || !atLeast(level, this.level)) return;
    this.#hold({ time: this.#clock(), level, message, ...(fields && { fields }) });
  }

  /** Resolves when all records added so far have been written. */
  async settle(): Promise<void> {
    if (this.#window.size === 0) return;
    const now = performance.now();
    await new Promise((resolve) => setTimeout(resolve, this.#windowMs));
    if (!this.#closed) this.#write(this.#window.takeArrived(now));
  }

  /** Writes the held records at once, without waiting for earlier ones of other threads. */
  flush(): void {
    this.#write(this.#window.takeAll());
  }

  /** Empties the file. Does nothing after `close()`. */
  clear(): void {
    if (this.#closed) return;
    this.flush();
    this.#file.clear();
    this.emit('clear');
  }

  /**
   * Opens the path again, after the file was moved away. Every record is in one of the two files. Does nothing after
   * `close()`.
   *
   * @throws {ControlError} `ERR_CONTROL_LOG` if it cannot be opened; the old file stays in use
   */
  reopen(): void {
    if (this.#closed) return;
    this.#file.reopen();
    this.emit('reopen');
  }

  /** Writes the held records and closes the file. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#reportSuppressed();
    this.flush();
    this.#closed = true;
    clearTimeout(this.#timer);
    process.off('exit', this.#flushAtExit);
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #reportSuppressed(): void {
    clearTimeout(this.#suppressedTimer);
    this.#suppressedTimer = undefined;
    for (const { count, record, listener } of this.#limiter.takeSuppressed()) {
      const { level, message: last } = record;
      const message = `${count} more like this in the last minute: ${last}`;
      this.#hold({ time: this.#clock(), level, message, fields: { suppressed: count } }, listener);
    }
  }

  #writeDue(): void {
    this.#timer = undefined;
    if (this.#closed) return;
    this.#write(this.#window.takeDue(performance.now()));
    if (this.#window.size > 0) {
      this.#timer ??= setTimeout(() => this.#writeDue(), this.#windowMs).unref();
    }
  }

  #write(held: readonly { record: LogRecord; listener: string | undefined }[]): void {
    if (held.length === 0) return;
    const lines = held.map(({ record, listener }) => this.#serializer.line(record, listener));
    if (this.#lost > 0) lines.unshift(this.#lossLine());
    try {
      this.#file.append(lines.join(''));
      this.#lost = 0;
    } catch (error) {
      this.#lost += held.length;
      this.emit('failure', error);
      return;
    }
    if (this.listenerCount('entry') === 0) return;
    for (const line of lines) this.emit('entry', JSON.parse(line) as LogEntry);
  }

  #lossLine(): string {
    const message = 'log records lost: they could not be written';
    const fields = { lost: this.#lost };
    return this.#serializer.line(
      { time: this.#clock(), level: 'error', message, fields },
      undefined,
    );
  }
}

/**
 * Opens a log file for appending. Creates it (0600) and its folder (0700) if they do not exist.
 *
 * @throws {TypeError | RangeError} with Node's codes for invalid arguments
 * @throws {ControlError} `ERR_CONTROL_LOG` if it cannot be opened
 */
export function openLog(path: string, options: LogOptions = {}): LogFile {
  checkLogOptions(path, options);
  const { maxBytes = 64 * 2 ** 20 } = options;
  return new LogFile(new LineFile(path, { maxBytes }), options);
}

/** Describes a `failure` of a log, for the operator. */
export function describeLogFailure(log: LogFile, error: unknown): string {
  return `Cannot write log file "${log.path}": ${messageOf(error)}`;
}
