import { type FloodKind, floodKinds, type FloodLimits, floodRate } from '../flood.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { LineReader } from './lines.ts';
import type { Session } from './session.ts';

const code = 'ERR_CHAT_FLOOD';
/** Waits are split into steps of this length, so that lifted limits take effect soon. */
const stepMs = 1000;

/**
 * Limits how much a client does: its lines first wait; when too many wait, more are dropped with a notice; after too
 * many drops the client is closed. The hub keeps the budgets of the account and reports what its other sessions used.
 */
export class FloodGuard {
  readonly #session: Session;
  readonly #lines: LineReader;
  /** Undefined while there are no limits. */
  #buckets: Readonly<Record<FloodKind, TokenBucket>> | undefined;
  #dropped = 0;

  constructor(session: Session, lines: LineReader) {
    this.#session = session;
    this.#lines = lines;
    lines.onDrop = () => this.#countDrop();
    session.onFloodChange = () => this.#applyLimits();
    session.onFloodLevel = (kind, level) => this.#lower(kind, level);
    this.#applyLimits();
    for (const kind of floodKinds) this.#lower(kind, session.levels[kind] ?? Infinity);
  }

  /** Undefined if a line of this kind may be handled now, else a promise that resolves when it may. */
  pass(kind: FloodKind, cost = 1): Promise<void> | undefined {
    const waitMs = this.#take(kind, cost);
    return waitMs === 0 ? this.#reportDrops() : this.#wait(waitMs, kind, cost);
  }

  async #wait(first: number, kind: FloodKind, cost: number): Promise<void> {
    for (let waitMs = first; waitMs > 0 && !this.#session.client.gone;) {
      await this.#session.client.sleep(Math.min(waitMs, stepMs));
      waitMs = this.#take(kind, cost);
    }
    this.#reportDrops();
  }

  #take(kind: FloodKind, cost: number): number {
    return this.#buckets?.[kind].take(performance.now(), cost) ?? 0;
  }

  #lower(kind: FloodKind, level: number): void {
    this.#buckets?.[kind].lower(performance.now(), level);
  }

  #applyLimits(): void {
    const limits = this.#session.flood;
    const isOff = limits === 'off';
    this.#buckets = isOff ? undefined : bucketsOf(limits);
    this.#lines.limited = !isOff;
    this.#lines.setDropBeyond(isOff ? undefined : limits.maxWaiting);
  }

  #countDrop(): void {
    const limits = this.#session.flood;
    if (limits === 'off') return;
    if (this.#dropped === 0) {
      const text = `Too fast: ${limits.maxWaiting} lines are waiting, further lines are dropped`;
      this.#session.refused(code, text);
    }
    this.#dropped += 1;
    if (this.#dropped < limits.maxDropped) return;
    const farewell = this.#session.renderer.refused(
      code,
      'Closed: you sent too many lines at once',
    );
    this.#session.close('flooding', 'flood', farewell);
  }

  /** Once no line waits any more, says how many were dropped. */
  #reportDrops(): undefined {
    if (this.#dropped === 0 || this.#lines.waiting > 0) return;
    const lines = this.#dropped === 1 ? '1 line was' : `${this.#dropped} lines were`;
    this.#session.refused(code, `${lines} dropped because you sent them too fast`);
    this.#dropped = 0;
  }
}

function bucketsOf(limits: FloodLimits): Record<FloodKind, TokenBucket> {
  const now = performance.now();
  const bucket = (kind: FloodKind): TokenBucket => new TokenBucket(floodRate(limits, kind), now);
  return { talk: bucket('talk'), rooms: bucket('rooms'), queries: bucket('queries') };
}
