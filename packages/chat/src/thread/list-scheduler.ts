/** How many parts of lists a thread asks for at a time. */
const maxAtOnce = 2;
/** Lists take no more than one part in so many of the thread's time, however many clients ask for them. */
const share = 20;
/** A shorter pause is not worth a timer. */
const minPauseMs = 0.5;

/** Lets clients have parts of lists in turns, at a pace that leaves most of the thread's time for what is said. */
export class ListScheduler {
  readonly #now: () => number;
  readonly #waiting: Array<() => void> = [];
  #underWay = 0;
  #readyAt = -Infinity;
  #pause: NodeJS.Timeout | undefined;

  /** `now` gives milliseconds from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Runs `getPart` when it is its turn. It is given a function to run what is to be done with the part. */
  async run<T>(getPart: (use: (step: () => void) => void) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#goOn();
    });
    try {
      return await getPart((step) => this.#measure(step));
    } finally {
      this.#underWay -= 1;
      this.#goOn();
    }
  }

  #measure(step: () => void): void {
    const began = this.#now();
    try {
      step();
    } finally {
      const ended = this.#now();
      this.#readyAt = Math.max(this.#readyAt, began) + (ended - began) * share;
    }
  }

  #goOn(): void {
    if (this.#pause) return;
    const pauseMs = this.#readyAt - this.#now();
    if (pauseMs > minPauseMs && this.#waiting.length > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#goOn();
      }, pauseMs);
      return;
    }
    while (this.#underWay < maxAtOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#underWay += 1;
      next();
    }
  }
}
