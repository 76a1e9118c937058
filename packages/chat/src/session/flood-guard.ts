import { type FloodKind, floodKinds, type FloodLimits, floodRate } from '../flood.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { LineInput } from './line-input.ts';
import type { Session } from './session.ts';

const code = 'ERR_CHAT_FLOOD';

/**
 * Holds a client that does too much to its pace: its lines wait first; then they are dropped, and it is told so; then
 * it is closed. The hub keeps the budgets of its account, and tells how much is left when other connections have used it.
 */
export class FloodGuard {
  readonly #session: Session;
  readonly #input: LineInput;
  #buckets: Readonly<Record<FloodKind, TokenBucket>> | undefined;
  #dropped = 0;

  constructor(session: Session, input: LineInput) {
    this.#session = session;
    this.#input = input;
    input.onDrop = () => this.#drop();
    session.onFloodChange = () => this.#begin();
    session.onFloodLevel = (kind, level) => this.#lower(kind, level);
    this.#begin();
    for (const kind of floodKinds) this.#lower(kind, session.levels[kind] ?? Infinity);
  }

  /** Undefined if a line may be taken now, else a promise for when it may. */
  pass(kind: FloodKind, cost = 1): Promise<void> | undefined {
    const wait = this.#take(kind, cost);
    return wait === 0 ? this.#report() : this.#wait(wait, kind, cost);
  }

  async #wait(first: number, kind: FloodKind, cost: number): Promise<void> {
    for (let wait = first; wait > 0 && !this.#session.client.gone;) {
      // In short steps, so that limits that are lifted meanwhile let go soon.
      await this.#session.client.sleep(Math.min(wait, 1000));
      wait = this.#take(kind, cost);
    }
    this.#report();
  }

  #take(kind: FloodKind, cost: number): number {
    return this.#buckets?.[kind].take(performance.now(), cost) ?? 0;
  }

  #lower(kind: FloodKind, level: number): void {
    this.#buckets?.[kind].lower(performance.now(), level);
  }

  #begin(): void {
    const limits = this.#session.flood;
    this.#buckets = limits === 'off' ? undefined : bucketsOf(limits);
    this.#input.dropBeyond = limits === 'off' ? undefined : limits.maxWaiting;
    this.#input.limited = limits !== 'off';
  }

  #drop(): void {
    const limits = this.#session.flood;
    if (limits === 'off') return;
    if (this.#dropped === 0) {
      const text = `Too fast: ${limits.maxWaiting} lines wait already, more are dropped`;
      this.#session.refused(code, text);
    }
    this.#dropped += 1;
    if (this.#dropped < limits.maxDropped) return;
    const farewell = this.#session.renderer.refused(code, 'Closed: you sent far too much at once');
    this.#session.close('flooding', 'flood', farewell);
  }

  /** Once the waiting lines are through, tells how many did not make it. */
  #report(): undefined {
    if (this.#dropped === 0 || this.#input.waiting > 0) return;
    const lines = this.#dropped === 1 ? '1 line was' : `${this.#dropped} lines were`;
    this.#session.refused(code, `${lines} dropped, because you sent them too fast`);
    this.#dropped = 0;
  }
}

function bucketsOf(limits: FloodLimits): Record<FloodKind, TokenBucket> {
  const now = performance.now();
  const bucket = (kind: FloodKind): TokenBucket => new TokenBucket(floodRate(limits, kind), now);
  return { talk: bucket('talk'), rooms: bucket('rooms'), queries: bucket('queries') };
}
