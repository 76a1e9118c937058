import type { Complaints } from './complaints.ts';
import type { World } from './world.ts';

const everyMs = 60_000;

/** Takes out of the history what is beyond its retention, again and again, a bounded step at a time. */
export class Trimming {
  readonly #world: World;
  readonly #endTurn: () => void;
  readonly #complaints: Complaints;
  readonly #timer: NodeJS.Timeout;
  #stopped = false;

  constructor(world: World, endTurn: () => void, complaints: Complaints) {
    this.#world = world;
    this.#endTurn = endTurn;
    this.#complaints = complaints;
    this.#timer = setInterval(() => this.#step(), everyMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** In a transaction of its own, so that nothing is lost if it fails: a backup may hold the file, or the disk be full. */
  #step(): void {
    if (this.#stopped) return;
    this.#endTurn();
    const { history } = this.#world;
    try {
      const more = history.trim(this.#world.now());
      history.commit();
      if (more) setImmediate(() => this.#step());
    } catch (error) {
      this.#complaints.note(error);
      history.rollback();
    }
  }
}
