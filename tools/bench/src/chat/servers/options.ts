/** What a case asks of the server under test. */
export interface ServerOptions {
  /** Measures the app as users start it, not the packages alone. */
  readonly asStarted?: boolean;
  /** Unset for the server's own default. */
  readonly maxThreads?: number;
}

/** Where the server under test keeps what is said: a file in that folder, or memory. */
export interface HistoryOptions {
  readonly historyFolder: string | undefined;
}
