import { ownCopy } from '../irc/budget.ts';

/** The latest ids, of all conversations, to know what came before; the oldest are forgotten beyond the bound. */
export class SeenIds {
  readonly #max: number;
  readonly #ids = new Set<string>();

  constructor(max = 65_536) {
    this.#max = max;
  }

  /** Notes an id; false if it was noted before. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(ownCopy(id));
    if (this.#ids.size > this.#max) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    return true;
  }
}
