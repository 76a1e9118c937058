/** How much a log record matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One record of the server's log, as plain data. Bodies of messages, passwords and tokens never belong into it. */
export interface LogRecord {
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** The thread it happened in. */
  readonly threadId: number;
  /** The client it is about, if it is about one. */
  readonly connectionId?: number;
  /** What else is known, by name. */
  readonly fields?: Readonly<Record<string, unknown>>;
}
