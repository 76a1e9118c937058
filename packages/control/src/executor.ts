/** Runs command lines, in this process (`Shell`) or in another one behind its control socket (`ControlClient`). */
export interface Executor {
  /** Runs one line. Never rejects. */
  run(line: string, io: CommandIo): Promise<Outcome>;
  complete(line: string): Promise<Completion>;
}

/** The result of a command. */
export type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/** Completions of the last word of a line, and that word as typed. */
export type Completion = readonly [candidates: readonly string[], word: string];

/** The input and output of a command: the console, or a connection to the control socket. */
export interface CommandIo {
  /** Who runs the command, for the audit record: `console`, `controller 2`. */
  readonly origin: string;
  readonly colors: boolean;
  /** The width of the screen; 1000 without a screen. */
  readonly columns: number;
  readonly rows: number;
  /** Aborts when the operator interrupts the command or disconnects. */
  readonly signal: AbortSignal;
  /** Aborts when the input has ended, so that an endless command could no longer be interrupted. */
  readonly inputEnded?: AbortSignal;
  /** Writes whole lines that are safe for a terminal. Resolves when more may be written. */
  write(text: string): Promise<void> | void;
  /** Asks a yes/no question; absent if no user can answer. */
  ask?(question: string): Promise<boolean>;
  /** Draws over the last frame; absent without a screen. */
  frame?(text: string): Promise<void> | void;
  /** Stops printing log records while the command prints them itself. Returns a function that undoes it. */
  muteLog?(): () => void;
  /** Leaves this session without affecting the server; absent on the console of the server. */
  exit?(): void;
}
