import { setTimeout as delay } from 'node:timers/promises';
import type { Console } from './console/console.ts';
import type { ControlSocket } from './socket/control-socket.ts';
import type { LogFile } from './log/log-file.ts';
import type { Shell } from './shell/shell.ts';
import type { Shutdown, ShutdownOptions } from './shutdown.ts';
import { notifyService } from './service/notify.ts';
import { exitCodes } from './service/exit-codes.ts';
import { exitDespiteUnreadOutput } from './service/unread-output.ts';
import { messageOf } from '../../../common/thrown.ts';

/** The parts of a {@link Control}, as `startControl()` opens them. */
export interface ControlParts {
  readonly shell: Shell;
  readonly shutdown: Shutdown;
  readonly log: LogFile | undefined;
  readonly console: Console | undefined;
  readonly socket: ControlSocket | undefined;
  /** Gives back what else was taken: signals, listeners. */
  readonly release: () => void;
}

/** The control thread of one server. */
export class Control implements AsyncDisposable {
  readonly #parts: ControlParts;
  readonly #done: Promise<number>;
  #failed = false;

  /** Use `startControl()`. */
  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#done = this.#watch();
  }

  /** The commands: `shell.run('status', io)`. */
  get shell(): Shell {
    return this.#parts.shell;
  }

  /** Where the control socket is. */
  get socketPath(): string | undefined {
    return this.#parts.socket?.path;
  }

  /**
   * Resolves when the server has ended and everything is closed, to the exit code for the process: that of the first
   * piped command that failed, 1 if closing failed, else 0.
   */
  get done(): Promise<number> {
    return this.#done;
  }

  /** Prints whole lines on the console, already fit for a screen, above what is being typed. */
  print(text: string): void {
    this.#parts.console?.print(text);
  }

  /** Begins to end the server; `done` tells when it has. */
  shutdown(options?: ShutdownOptions): Promise<void> {
    return this.#parts.shutdown.begin(options);
  }

  /** Ends the server, and everything with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
    await this.done;
  }

  async #watch(): Promise<number> {
    const { shutdown, log } = this.#parts;
    void shutdown.closing.then(() => notifyService('stopping'));
    try {
      await shutdown.closed;
    } catch (error) {
      this.#failed = true;
      log?.write('error', `cannot close: ${messageOf(error)}`);
    }
    // The command that ended the server says so, and leaves its record, before everything is closed.
    await delay(0);
    await this.#close();
    if (this.#failed) return exitCodes.failure;
    return this.#parts.console?.exitCode ?? exitCodes.ok;
  }

  async #close(): Promise<void> {
    const { console: terminal, socket, log, release } = this.#parts;
    await socket?.close();
    terminal?.close();
    log?.close();
    release();
    if (terminal !== undefined) exitDespiteUnreadOutput();
  }
}
