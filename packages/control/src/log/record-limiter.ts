import type { LogRecord } from './log-record.ts';

/** The number of suppressed records of one kind, and the last of them. */
interface Suppressed {
  readonly count: number;
  readonly record: LogRecord;
  readonly listener: string | undefined;
}

/** Options of a {@link RecordLimiter}. */
export interface RecordLimiterOptions {
  /** Maximum burst of records of one kind. */
  readonly burst: number;
  /** Sustained number of records of one kind per minute. */
  readonly perMinute: number;
}

interface Kind {
  budget: number;
  filledAt: number;
  suppressed: Suppressed | undefined;
}

/** Kinds beyond this number share one budget. */
const maxKinds = 500;

/**
 * Limits the records that clients can cause by connecting, failing to log in, and so on: each kind of record has a token
 * bucket, and records beyond it are only counted. Records are of one kind if they have the same listener and level, and
 * their messages begin with the same words.
 */
export class RecordLimiter {
  readonly #burst: number;
  readonly #perMs: number;
  readonly #kinds = new Map<string, Kind>();

  constructor({ burst, perMinute }: RecordLimiterOptions) {
    this.#burst = burst;
    this.#perMs = perMinute / 60_000;
  }

  /** Whether to write a record. @param now the time by a monotonic clock, in milliseconds */
  admit(record: LogRecord, listener: string | undefined, now: number): boolean {
    const kind = this.#kind(`${listener} ${record.level} ${firstWords(record.message)}`, now);
    kind.budget = Math.min(this.#burst, kind.budget + (now - kind.filledAt) * this.#perMs);
    kind.filledAt = now;
    if (kind.budget >= 1) {
      kind.budget -= 1;
      return true;
    }
    kind.suppressed = { count: (kind.suppressed?.count ?? 0) + 1, record, listener };
    return false;
  }

  /** Returns what was suppressed since the last call. */
  takeSuppressed(): Suppressed[] {
    const all = Array.from(this.#kinds.values(), (kind) => {
      const { suppressed } = kind;
      kind.suppressed = undefined;
      return suppressed;
    });
    return all.filter((one) => one !== undefined);
  }

  #kind(name: string, now: number): Kind {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    if (this.#kinds.size >= maxKinds) this.#forgetFull(now);
    const key = this.#kinds.size >= maxKinds ? 'others' : name;
    const kind = this.#kinds.get(key) ?? {
      budget: this.#burst,
      filledAt: now,
      suppressed: undefined,
    };
    this.#kinds.set(key, kind);
    return kind;
  }

  #forgetFull(now: number): void {
    for (const [name, { budget, filledAt, suppressed }] of this.#kinds) {
      const full = budget + (now - filledAt) * this.#perMs >= this.#burst;
      if (full && suppressed === undefined) this.#kinds.delete(name);
    }
  }
}

/** The words of a message before the first one with a number, an address or a quote. */
function firstWords(message: string): string {
  const words = String(message).slice(0, 200).split(' ');
  const end = words.findIndex((word) => /\d|"|::/.test(word));
  return words.slice(0, end === -1 ? 8 : Math.min(end, 8)).join(' ');
}
