/** What the server process is told, a line of JSON each. */
export type ServerCommand =
  { readonly type: 'log-in'; readonly atOnce: number } | { readonly type: 'tell-status' };

/** What it answers to `tell-status`. */
export interface ServerStatus {
  /** When it was asked, in milliseconds of its own clock. */
  readonly atMs: number;
  /** How many have logged in so far. */
  readonly logins: number;
  /** Threads that have clients. */
  readonly threads: number;
}
