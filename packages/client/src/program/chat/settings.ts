/** How times are shown: the time of day, with its date on another day; not at all; one or both always. */
export type Timestamps = 'auto' | 'off' | 'time' | 'datetime';

/** What the user has chosen to see, until the program ends. */
export class Settings {
  timestamps: Timestamps = 'auto';
  /** Does not show who comes and goes. */
  quiet = false;
  readonly #ignored = new Map<string, string>();

  /** The names that are ignored, as they were typed. */
  get ignored(): readonly string[] {
    return [...this.#ignored.values()];
  }

  ignore(name: string): void {
    this.#ignored.set(name.toLowerCase(), name);
  }

  /** False if the name was not ignored. */
  unignore(name: string): boolean {
    return this.#ignored.delete(name.toLowerCase());
  }

  isIgnored(name: string): boolean {
    return this.#ignored.has(name.toLowerCase());
  }
}
