import { type Logger, pino } from 'pino';
import { escapeJson, visible } from '../../../../common/text/visible.ts';
import { styleText } from '../../../../common/text/style.ts';
import { wrapText } from '../text/layout.ts';

/** The log levels, from lowest to highest. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** The severity of a record. */
export type LogLevel = (typeof logLevels)[number];

/** A record to be logged. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** The thread that logged it. */
  readonly threadId?: number;
  /** The client it is about. */
  readonly connectionId?: number;
  /** Details. Never message texts, passwords or tokens. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A record as written to the file, one JSON object per line. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly time: number;
  readonly listener?: string;
  readonly thread?: number;
  readonly client?: number;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly msg: string;
}

/** Whether a string is a log level. */
export function isLogLevel(text: string): text is LogLevel {
  return (logLevels as readonly string[]).includes(text);
}

/** Whether a level is `least` or higher. */
export function atLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/** Parses a line of the file; undefined for an invalid line. */
export function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<LogEntry> | null;
    if (typeof entry?.time !== 'number' || typeof entry.msg !== 'string') return undefined;
    return isLogLevel(String(entry.level)) ? (entry as LogEntry) : undefined;
  } catch {
    return undefined;
  }
}

const maxMessageLength = 8192;
const maxLineLength = 65_536;
const secrets = ['password', 'token', 'secret', 'passphrase', 'authorization'];

/**
 * Serializes records as lines of JSON with a maximum length. Control characters are escaped, and fields named like a
 * password or a token are redacted.
 */
export class Serializer {
  readonly #logger: Logger;
  #line = '';

  constructor() {
    this.#logger = pino(
      {
        base: null,
        timestamp: false,
        level: 'debug',
        formatters: { level: (label) => ({ level: label }) },
        redact: {
          paths: secrets.flatMap((name) => [`fields.${name}`, `fields.*.${name}`]),
          censor: '[redacted]',
        },
      },
      { write: (line: string) => void (this.#line = line) },
    );
  }

  /** Serializes a record, with its line end. Never throws. */
  line(record: LogRecord, listener: string | undefined): string {
    const message = String(record.message);
    const clipped =
      message.length > maxMessageLength
        ? `${message.slice(0, maxMessageLength).toWellFormed()}… (${message.length} characters)`
        : message;
    try {
      const line = this.#serialize({ ...record, message: clipped }, listener);
      if (line.length <= maxLineLength) return line;
    } catch {
      // A field cannot be serialized, for example because its getter throws.
    }
    return this.#serialize({ ...record, message: clipped, fields: { omitted: true } }, listener);
  }

  #serialize(record: LogRecord, listener: string | undefined): string {
    const { time, threadId, connectionId, fields, message } = record;
    const head = { time, listener, thread: threadId, client: connectionId, fields };
    this.#logger[record.level satisfies LogLevel](head, '%s', message);
    return `${escapeJson(this.#line.trimEnd())}\n`;
  }
}

/** The indentation of continuation lines. */
const indent = '  ';
const levelColors = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/**
 * Formats an entry for the operator: `2026-01-31 12:00:00.123Z WARN  echo/7 t12 message key=value`. Safe for a terminal, and
 * wrapped between words to the given width.
 */
export function formatEntry(
  entry: LogEntry,
  { colors = false, columns = Infinity }: { colors?: boolean; columns?: number } = {},
): string {
  const level = entry.level.toUpperCase().padEnd(5);
  const parts = [
    formatTime(entry.time),
    level,
    subjectOf(entry),
    entry.thread === undefined ? '' : `t${visible(String(entry.thread))}`,
    visible(entry.msg),
    fields(entry.fields),
  ];
  const line = parts.filter((part) => part !== '').join(' ');
  const [first = '', ...rest] = wrapText(line, columns - indent.length);
  const colored = colors ? first.replace(level, color(entry.level, level)) : first;
  return [colored, ...rest.map((one) => indent + one)].join('\n');
}

function formatTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().replace('T', ' ');
}

function color(name: LogLevel, text: string): string {
  return styleText(levelColors[name], text, { validateStream: false });
}

function subjectOf({ listener, client }: LogEntry): string {
  const name = listener === undefined ? '' : visible(String(listener));
  if (client === undefined) return name;
  const id = visible(String(client));
  return name === '' ? `client ${id}` : `${name}/${id}`;
}

function fields(values: LogEntry['fields']): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${visible(name)}=${fieldText(value)}`)
    .join(' ');
}

function fieldText(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  return visible(JSON.stringify(value));
}
