/** How much a record matters, from least to most. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** How much a record matters. */
export type LogLevel = (typeof logLevels)[number];

/** A record as it is given to the log. The records of a threaded server have this form. */
export interface LogRecord {
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** The thread it happened in. */
  readonly threadId?: number;
  /** The client it is about. */
  readonly connectionId?: number;
  /** What else is known. Never bodies of messages, passwords or tokens. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A record as it stands in the file, one JSON object a line. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly time: number;
  readonly listener?: string;
  readonly thread?: number;
  readonly client?: number;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly msg: string;
}

/** Whether a text names a level. */
export function isLogLevel(text: string): text is LogLevel {
  return (logLevels as readonly string[]).includes(text);
}

/** Whether a level is at least another. */
export function atLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/** Reads one line of the file; undefined if it is none of ours. */
export function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<LogEntry> | null;
    if (typeof entry?.time !== 'number' || typeof entry.msg !== 'string') return undefined;
    return isLogLevel(String(entry.level)) ? (entry as LogEntry) : undefined;
  } catch {
    return undefined;
  }
}
