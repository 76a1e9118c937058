import { addressOrigin, isLoopback } from '../address.ts';
import type { Limits } from '../limits.ts';

/** Counts the clients that are here, in all and by origin, and says whether one more may come. */
export class Admission {
  readonly #byOrigin = new Map<string, number>();
  #admitted = 0;

  /** Clients admitted and not released yet. */
  get admitted(): number {
    return this.#admitted;
  }

  /** Admits a client, or says what is full. */
  admit(address: string, limits: Limits): 'admitted' | 'full' | 'address' {
    if (this.#admitted >= limits.maxConnections) return 'full';
    if (!isLoopback(address)) {
      const origin = addressOrigin(address);
      const count = this.#byOrigin.get(origin) ?? 0;
      if (limits.maxConnectionsPerAddress > 0 && count >= limits.maxConnectionsPerAddress)
        return 'address';
      this.#byOrigin.set(origin, count + 1);
    }
    this.#admitted += 1;
    return 'admitted';
  }

  /** An admitted client is gone. */
  release(address: string): void {
    this.#admitted -= 1;
    if (isLoopback(address)) return;
    const origin = addressOrigin(address);
    const count = this.#byOrigin.get(origin) ?? 0;
    if (count > 1) this.#byOrigin.set(origin, count - 1);
    else this.#byOrigin.delete(origin);
  }
}
