import { EventEmitter } from 'node:events';
import { messageOf } from '../../../../common/thrown.ts';
import { LineFile } from './line-file.ts';
import { atLeast, type LogEntry, type LogLevel, type LogRecord } from './log-record.ts';
import { RecordLimiter, type RecordLimiterOptions } from './record-limiter.ts';
import { Serializer } from './serializer.ts';
import { TimeWindow } from './time-window.ts';

/** Options of {@link openLog}. */
export interface LogOptions {
  /** Records below it are dropped. @default 'info' */
  readonly level?: LogLevel;
  /** How long a record is held so that an earlier one of another thread may come first, in milliseconds. @default 50 */
  readonly windowMs?: number;
  /**
   * The file is rotated when it has this many bytes: it becomes `<path>.old`, in place of the one before. `Infinity` never
   * rotates. @default 67,108,864
   */
  readonly maxBytes?: number;
  /**
   * How many records of one kind may be added at once, and then per minute; what goes beyond it is counted, and the count
   * is written each minute. Records of `write()` are not counted. @default { burst: 1000, perMinute: 600 }
   */
  readonly limit?: RecordLimiterOptions;
  /** The time, in milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** The events of a {@link LogFile}. */
export interface LogFileEvents {
  /** An entry has been written; they come in the order of the file. */
  entry: [entry: LogEntry];
  clear: [];
  reopen: [];
  /** Entries could not be written. Once they can be again, the log says how many are missing. */
  failure: [error: unknown];
}

const maxHeld = 10_000;
const leftOutIntervalMs = 60_000;

/** One log for all threads: JSON lines, in the order of time. */
export class LogFile extends EventEmitter<LogFileEvents> implements Disposable {
  readonly #file: LineFile;
  readonly #serializer = new Serializer();
  readonly #window: TimeWindow<{ record: LogRecord; listener: string | undefined }>;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #limiter: RecordLimiter;
  readonly #flushAtExit = (): void => {
    this.#reportLeftOut();
    this.flush();
  };
  #timer: NodeJS.Timeout | undefined;
  #leftOutTimer: NodeJS.Timeout | undefined;
  #lost = 0;
  #closed = false;
  /** Records below it are dropped. */
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
    this.#window = new TimeWindow(windowMs);
    this.#clock = clock;
    process.on('exit', this.#flushAtExit);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Where the file goes when it is rotated. */
  get oldPath(): string {
    return this.#file.oldPath;
  }

  /** Takes a record, of any thread. After `close()` it is dropped. */
  add(record: LogRecord, listener?: string): void {
    if (this.#closed || !atLeast(record.level, this.level)) return;
    if (this.#limiter.admit(record, listener, performance.now())) this.#hold(record, listener);
    else this.#leftOutTimer ??= setTimeout(() => this.#reportLeftOut(), leftOutIntervalMs).unref();
  }

  #hold(record: LogRecord, listener?: string): void {
    const moment = { now: this.#clock(), arrivedAt: performance.now() };
    this.#window.add({ record, listener }, record.time, moment);
    if (this.#window.size >= maxHeld) this.flush();
    else this.#timer ??= setTimeout(() => this.#due(), this.#windowMs).unref();
  }

  /** Takes the records of one listener: `server.on('log', log.recorder('echo'))`. */
  recorder(listener: string): (record: LogRecord) => void {
    return (record) => this.add(record, listener);
  }

  /** Logs something of this thread, now. */
  write(level: LogLevel, message: string, fields?: LogRecord['fields']): void {
    if (this.#closed || !atLeast(level, this.level)) return;
    this.#hold({ time: this.#clock(), level, message, ...(fields && { fields }) });
  }

  /** Resolves when everything taken so far is in the file, in order. */
  async settle(): Promise<void> {
    if (this.#window.size === 0) return;
    const now = performance.now();
    await new Promise((resolve) => setTimeout(resolve, this.#windowMs));
    if (!this.#closed) this.#write(this.#window.takeArrived(now));
  }

  /** Writes what is held now, without waiting for earlier records of other threads. */
  flush(): void {
    this.#write(this.#window.takeAll());
  }

  /** Empties the file. Records that come later are kept. After `close()` it does nothing. */
  clear(): void {
    if (this.#closed) return;
    this.flush();
    this.#file.clear();
    this.emit('clear');
  }

  /**
   * Opens the path again, after the file was moved away. Every record is in one of the two files. After `close()` it
   * does nothing.
   *
   * @throws {ControlError} `ERR_CONTROL_LOG` if it can't be opened; the old file is then kept
   */
  reopen(): void {
    if (this.#closed) return;
    this.#file.reopen();
    this.emit('reopen');
  }

  /** Writes what is held and closes the file. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#reportLeftOut();
    this.flush();
    this.#closed = true;
    clearTimeout(this.#timer);
    process.off('exit', this.#flushAtExit);
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #reportLeftOut(): void {
    clearTimeout(this.#leftOutTimer);
    this.#leftOutTimer = undefined;
    for (const { count, record, listener } of this.#limiter.takeLeftOut()) {
      const { level, message: last } = record;
      const message = `${count} more like this in the last minute: ${last}`;
      this.#hold({ time: this.#clock(), level, message, fields: { leftOut: count } }, listener);
    }
  }

  #due(): void {
    this.#timer = undefined;
    if (this.#closed) return;
    this.#write(this.#window.takeDue(performance.now()));
    if (this.#window.size > 0) {
      this.#timer ??= setTimeout(() => this.#due(), this.#windowMs).unref();
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
 * Opens a log file for appending, and makes it (0600) and its folder (0700) if there are none.
 *
 * @throws {ControlError} `ERR_CONTROL_LOG` if it can't be opened
 */
export function openLog(
  path: string,
  { maxBytes = 64 * 2 ** 20, ...options }: LogOptions = {},
): LogFile {
  return new LogFile(new LineFile(path, { maxBytes }), options);
}

/** Says why a log failed, for the operator. */
export function describeLogFailure(log: LogFile, error: unknown): string {
  return `Cannot write log file "${log.path}": ${messageOf(error)}`;
}
