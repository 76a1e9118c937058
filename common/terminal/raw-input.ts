import { allowExitInBackground, isForeground, onForeground } from './foreground.ts';
import { KeyFilter, type TerminalToken } from './key-filter.ts';
import type { TerminalInput, TerminalOutput } from './streams.ts';

/** Callbacks of a {@link RawInput}. */
export interface RawInputEvents {
  /** Keys are read, for the first time or again: the input line must be drawn. */
  opened(): void;
  /** No keys are read for now: the process is about to stop, or is in the background. */
  left(): void;
  tokens(tokens: readonly TerminalToken[]): void;
  /** The terminal was closed. */
  end(): void;
}

const [pasteOn, pasteOff] = ['\x1b[?2004h', '\x1b[?2004l'];

/** Callbacks for an event of the process. All open inputs share one listener. */
interface Shared {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

function shared(): Shared {
  const callbacks = new Set<() => void>();
  return { callbacks, listener: () => [...callbacks].forEach((callback) => callback()) };
}

const continuing = shared();
const exiting = shared();

function listen({ callbacks, listener }: Shared, event: string, callback: () => void): void {
  if (callbacks.size === 0) process.on(event, listener);
  callbacks.add(callback);
}

function unlisten({ callbacks, listener }: Shared, event: string, callback: () => void): void {
  callbacks.delete(callback);
  if (callbacks.size === 0) process.off(event, listener);
}

/**
 * Reads keys from a terminal in raw mode, with job control: Ctrl-Z stops the process group as in any other program, and a
 * background job does not touch the terminal until it is in the foreground again.
 */
export class RawInput {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #events: RawInputEvents;
  #filter = new KeyFilter();
  #state: 'closed' | 'open' | 'away' = 'closed';
  #stopWaiting = (): void => {};

  constructor(input: TerminalInput, output: TerminalOutput, events: RawInputEvents) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
  }

  /** Reads keys, once this process is in the foreground. */
  open(): void {
    if (this.#state !== 'closed') return;
    this.#state = 'away';
    listen(continuing, 'SIGCONT', this.#continued);
    if (this.#output.isTTY) listen(exiting, 'exit', this.#restore);
    this.#return();
  }

  /** Restores the terminal. */
  close(): void {
    if (this.#state === 'closed') return;
    unlisten(continuing, 'SIGCONT', this.#continued);
    unlisten(exiting, 'exit', this.#restore);
    this.#stopWaiting();
    if (this.#state === 'open') this.#release();
    this.#state = 'closed';
  }

  /** Stops the process group, as Ctrl-Z does without raw mode. */
  suspend(): void {
    if (this.#state !== 'open') return;
    this.#state = 'away';
    this.#events.left();
    this.#release();
    // The whole group, as the shell waits for all of it: `npx threadline` is two processes.
    process.kill(0, 'SIGTSTP');
    // Reached when continued; or at once, if there is no shell that could continue it.
    setImmediate(() => this.#return());
  }

  /** Uses the terminal if in the foreground, else waits for that. */
  #return(): void {
    if (this.#state !== 'away') return;
    this.#stopWaiting();
    if (!isForeground()) {
      this.#stopWaiting = onForeground(() => this.#return());
      return;
    }
    this.#state = 'open';
    this.#filter = new KeyFilter();
    this.#rawMode();
    this.#input.on('data', this.#take).on('end', this.#end).on('close', this.#end);
    this.#input.resume();
    this.#events.opened();
  }

  readonly #continued = (): void => {
    if (this.#state === 'away') return this.#return();
    if (this.#state !== 'open') return;
    if (isForeground()) {
      // The shell has changed the mode in the meantime.
      this.#rawMode();
      this.#events.opened();
      return;
    }
    this.#state = 'away';
    this.#events.left();
    this.#detach();
    this.#return();
  };

  #rawMode(): void {
    // Turned off first, as Node does nothing if it believes the mode to be set.
    this.#input.setRawMode?.(false);
    this.#input.setRawMode?.(true);
    allowExitInBackground(this.#input);
    this.#output.write(pasteOn);
  }

  #release(): void {
    this.#detach();
    this.#restore();
    this.#input.setRawMode?.(false);
  }

  #detach(): void {
    this.#input.off('data', this.#take).off('end', this.#end).off('close', this.#end);
    this.#input.pause();
  }

  readonly #restore = (): void => {
    if (!this.#output.destroyed && !this.#output.writableEnded) this.#output.write(pasteOff);
  };

  readonly #take = (chunk: Buffer | string): void => {
    this.#events.tokens(this.#filter.push(chunk));
  };

  readonly #end = (): void => this.#events.end();
}
