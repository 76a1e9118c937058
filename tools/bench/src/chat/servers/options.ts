/** What a case asks of the server under test. */
export interface ServerOptions {
  readonly maxThreads: number;
}

/** Where the server under test keeps what is said: a file in that folder, or memory. */
export interface HistoryOptions {
  readonly historyFolder: string | undefined;
}
