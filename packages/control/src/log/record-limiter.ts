import type { LogRecord } from './log-record.ts';

/** How many records of one kind were left out, and the last of them. */
export interface LeftOut {
  readonly count: number;
  readonly record: LogRecord;
  readonly listener: string | undefined;
}

/** Options of a {@link RecordLimiter}. */
export interface RecordLimiterOptions {
  /** How many records of one kind may come at once. */
  readonly burst: number;
  /** How many of them may come after that, per minute. */
  readonly perMinute: number;
}

interface Kind {
  budget: number;
  filledAt: number;
  leftOut: LeftOut | undefined;
}

/** More kinds than these share one budget. */
const maxKinds = 500;

/**
 * Bounds what clients can write into the log by connecting, failing to log in, and the like: each kind of record has a
 * budget (a token bucket), and what goes beyond it is only counted. Records are of one kind if they have the same
 * listener and level, and their messages begin with the same words.
 */
export class RecordLimiter {
  readonly #burst: number;
  readonly #perMs: number;
  readonly #kinds = new Map<string, Kind>();

  constructor({ burst, perMinute }: RecordLimiterOptions) {
    this.#burst = burst;
    this.#perMs = perMinute / 60_000;
  }

  /** Whether a record may be written. @param now the time by a clock that is never set, in milliseconds */
  admit(record: LogRecord, listener: string | undefined, now: number): boolean {
    const kind = this.#kind(`${listener} ${record.level} ${firstWords(record.message)}`, now);
    kind.budget = Math.min(this.#burst, kind.budget + (now - kind.filledAt) * this.#perMs);
    kind.filledAt = now;
    if (kind.budget >= 1) {
      kind.budget -= 1;
      return true;
    }
    kind.leftOut = { count: (kind.leftOut?.count ?? 0) + 1, record, listener };
    return false;
  }

  /** What was left out since the last call, and forgets it. */
  takeLeftOut(): LeftOut[] {
    const all = Array.from(this.#kinds.values(), (kind) => {
      const { leftOut } = kind;
      kind.leftOut = undefined;
      return leftOut;
    });
    return all.filter((one) => one !== undefined);
  }

  #kind(name: string, now: number): Kind {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    if (this.#kinds.size >= maxKinds) this.#forgetFull(now);
    const key = this.#kinds.size >= maxKinds ? 'others' : name;
    const kind = this.#kinds.get(key) ?? { budget: this.#burst, filledAt: now, leftOut: undefined };
    this.#kinds.set(key, kind);
    return kind;
  }

  #forgetFull(now: number): void {
    for (const [name, { budget, filledAt, leftOut }] of this.#kinds) {
      const full = budget + (now - filledAt) * this.#perMs >= this.#burst;
      if (full && leftOut === undefined) this.#kinds.delete(name);
    }
  }
}

/** The words of a message before the first that holds a number, an address or a quoted text. */
function firstWords(message: string): string {
  const words = String(message).slice(0, 200).split(' ');
  const end = words.findIndex((word) => /\d|"|::/.test(word));
  return words.slice(0, end === -1 ? 8 : Math.min(end, 8)).join(' ');
}
