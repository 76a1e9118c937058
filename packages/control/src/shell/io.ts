/** Where a command's answer goes, and who gave it: the console, or a controller on the control socket. */
export interface Io {
  /** Who gives the commands, for the audit record: `console`, `controller 2`. */
  readonly origin: string;
  readonly colors: boolean;
  /** How wide the screen is; 1000 where there is none. */
  readonly columns: number;
  readonly rows: number;
  /** Aborts when the operator ends the command, or is gone. */
  readonly signal: AbortSignal;
  /** Aborts when nobody can end a command any more that goes on for ever; such a one then ends by itself. */
  readonly alone?: AbortSignal;
  /** Writes whole lines, already fit for a screen. Resolves when more may be written. */
  write(text: string): Promise<void> | void;
  /** Asks yes or no; absent where nobody can be asked. */
  ask?(question: string): Promise<boolean>;
  /** Draws over the last frame; absent where that can't be done. */
  frame?(text: string): Promise<void> | void;
  /** Keeps log records off this screen while the command shows them itself. Returns how to end that. */
  hush?(): () => void;
  /** Ends the controller, not the server; absent on the console. */
  leave?(): void;
}

/** What became of a command. */
export type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/** What may be typed next: candidates for the last word, and that word as typed. */
export type Completion = readonly [candidates: readonly string[], word: string];

/** Runs command lines: the commands of this process, or of another one behind its control socket. */
export interface Executor {
  /** Runs one line. Never rejects. */
  run(line: string, io: Io): Promise<Outcome>;
  complete(line: string): Promise<Completion>;
}
