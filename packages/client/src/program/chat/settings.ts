import type { OutputEvent } from './output-events.ts';

/** How times are shown: `auto` adds the date for other days. */
export type Timestamps = 'auto' | 'off' | 'time' | 'datetime';

/** The display settings, kept until the program ends. */
export class Settings {
  timestamps: Timestamps = 'auto';
  /** Hides joins, parts and presence. */
  quiet = false;
  readonly #ignored = new Map<string, string>();

  /** The ignored names, as they were typed. */
  get ignored(): readonly string[] {
    return [...this.#ignored.values()];
  }

  ignore(name: string): void {
    this.#ignored.set(name.toLowerCase(), name);
  }

  /** Returns false if the name was not ignored. */
  unignore(name: string): boolean {
    return this.#ignored.delete(name.toLowerCase());
  }

  /** Whether the settings hide an event. */
  hides(event: OutputEvent): boolean {
    switch (event.type) {
      case 'message':
      case 'notice':
        return !event.own && this.#ignored.has(event.from.toLowerCase());
      case 'join':
      case 'presence':
        return !event.own && this.quiet;
      case 'part':
        return !event.own && this.quiet && event.by === undefined;
      default:
        return false;
    }
  }
}
