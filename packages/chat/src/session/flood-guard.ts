import { FloodGate, type FloodLimits } from '../flood.ts';
import type { LineInput } from './line-input.ts';
import type { Session } from './session.ts';

const code = 'ERR_CHAT_FLOOD';

/**
 * Holds a client that talks too fast to its pace: its lines wait first; then they are dropped, and it is
 * told so; then it is closed.
 */
export class FloodGuard {
  readonly #session: Session;
  readonly #input: LineInput;
  readonly #gate: FloodGate;
  #dropped = 0;

  constructor(session: Session, input: LineInput) {
    this.#session = session;
    this.#input = input;
    this.#gate = new FloodGate(session.flood, performance.now());
    input.onDrop = () => this.#drop();
    session.onFloodChange = (changed) => this.#change(changed);
    this.#bound();
  }

  /** Undefined if a line may be taken now, else a promise for when it may. */
  pass(): Promise<void> | undefined {
    const wait = this.#gate.take(performance.now());
    return wait === 0 ? this.#report() : this.#wait(wait);
  }

  async #wait(first: number): Promise<void> {
    for (let wait = first; wait > 0 && !this.#session.client.gone;) {
      // In short steps, so that limits that are lifted meanwhile let go soon.
      await this.#session.client.sleep(Math.min(wait, 1000));
      wait = this.#gate.take(performance.now());
    }
    this.#report();
  }

  #change(limits: FloodLimits | 'off'): void {
    this.#gate.change(limits, performance.now());
    this.#bound();
  }

  #bound(): void {
    const { limits } = this.#gate;
    this.#input.dropBeyond = limits === 'off' ? undefined : limits.maxWaiting;
  }

  #drop(): void {
    const { limits } = this.#gate;
    if (limits === 'off') return;
    if (this.#dropped === 0) {
      const pace = `${limits.perSecond} a second`;
      const text = `Too fast: ${limits.maxWaiting} lines wait to go out at ${pace}, more are dropped`;
      this.#session.refused(code, text);
    }
    this.#dropped += 1;
    if (this.#dropped < limits.maxDropped) return;
    const farewell = this.#session.voice.refused(code, 'Closed: you sent far too much at once');
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
