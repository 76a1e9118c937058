import { type Logger, pino } from 'pino';
import { escapeJson } from '../../../../common/text/visible.ts';
import type { LogLevel, LogRecord } from './log-record.ts';

const maxMessageLength = 8192;
const maxLineLength = 65_536;
const secrets = ['password', 'token', 'secret', 'passphrase', 'authorization'];

/**
 * Makes a line of JSON of each record. Control characters are escaped, what is called a password or a token is
 * left out, and a line has a bound.
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
          censor: '[left out]',
        },
      },
      { write: (line: string) => void (this.#line = line) },
    );
  }

  /** One line with its line end. Never throws. */
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
      // A field with a getter that throws, or the like.
    }
    return this.#serialize({ ...record, message: clipped, fields: { leftOut: true } }, listener);
  }

  #serialize(record: LogRecord, listener: string | undefined): string {
    const { time, threadId, connectionId, fields, message } = record;
    const head = { time, listener, thread: threadId, client: connectionId, fields };
    this.#logger[record.level satisfies LogLevel](head, '%s', message);
    return `${escapeJson(this.#line.trimEnd())}\n`;
  }
}
