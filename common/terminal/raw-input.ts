import { allowExitInBackground, isForeground, onForeground } from './foreground.ts';
import { KeyFilter, type TerminalToken } from './key-filter.ts';
import type { TerminalInput, TerminalOutput } from './streams.ts';

/** What a {@link RawInput} tells. */
export interface RawInputEvents {
  /** The terminal takes keys, now or again: the line being typed is to be drawn. */
  opened(): void;
  /** It takes no keys for now: the process is about to stop, or is in the background. */
  left(): void;
  tokens(tokens: readonly TerminalToken[]): void;
  /** The terminal is gone. */
  end(): void;
}

const [pasteOn, pasteOff] = ['\x1b[?2004h', '\x1b[?2004l'];

/**
 * The keys of a terminal in raw mode, with job control: Ctrl-Z stops the process group as it does in any other program, a
 * job in the background leaves the terminal alone, and takes keys again once it is in the foreground.
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

  /** Takes keys; in the background only once this process is in the foreground. */
  open(): void {
    if (this.#state !== 'closed') return;
    this.#state = 'away';
    process.on('SIGCONT', this.#continued);
    if (this.#output.isTTY) process.on('exit', this.#restore);
    this.#return();
  }

  /** Gives the terminal back. */
  close(): void {
    if (this.#state === 'closed') return;
    process.off('SIGCONT', this.#continued).off('exit', this.#restore);
    this.#stopWaiting();
    if (this.#state === 'open') this.#release();
    this.#state = 'closed';
  }

  /** Stops the process group, as Ctrl-Z does outside of raw mode. */
  suspend(): void {
    if (this.#state !== 'open') return;
    this.#state = 'away';
    this.#events.left();
    this.#release();
    // Of the group, as the shell waits for all of it: `npx threadline` are two processes.
    process.kill(0, 'SIGTSTP');
    // Reached once continued; or at once, where there is no shell to continue it.
    setImmediate(() => this.#return());
  }

  /** Takes the terminal if it is ours, else waits for it. */
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
      // The shell has changed the mode meanwhile.
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
    // Turned off first, as Node does nothing about a mode it believes to be on.
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
