import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../../common/thrown.ts';
import type { Console } from './console/console-options.ts';
import { exitDespiteUnreadOutput } from './console/output.ts';
import { exitCodes } from './errors.ts';
import type { LogFile } from './log/log-file.ts';
import { notifySystemd } from './service/systemd.ts';
import type { Shutdown, ShutdownOptions } from './shutdown.ts';
import type { ControlSocket } from './socket/control-socket.ts';

/** The parts of a {@link Control}, opened by `startControl()`. */
export interface ControlParts {
  readonly shutdown: Shutdown;
  readonly log: LogFile | undefined;
  readonly console: Console | undefined;
  readonly socket: ControlSocket | undefined;
  /** Removes the signal handlers and other listeners. */
  readonly release: () => void;
}

/** A running console, control socket and signal handling for one server. */
export class Control implements AsyncDisposable {
  readonly #parts: ControlParts;
  readonly #done: Promise<number>;

  /** Use `startControl()`. */
  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#done = this.#closeWithTarget();
  }

  /** The path of the control socket, if there is one. */
  get socketPath(): string | undefined {
    return this.#parts.socket?.path;
  }

  /**
   * Resolves to the exit code for the process once the server and everything here has closed: that of the first piped
   * command that failed, 1 if closing failed, else 0.
   */
  get done(): Promise<number> {
    return this.#done;
  }

  /** Prints whole lines that are safe for a terminal, above the line being typed. */
  print(text: string): void {
    this.#parts.console?.print(text);
  }

  /** Begins to shut down the server; see `done` for the end. */
  shutdown(options?: ShutdownOptions): Promise<void> {
    return this.#parts.shutdown.begin(options);
  }

  /** Shuts down the server and waits for `done`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
    await this.done;
  }

  async #closeWithTarget(): Promise<number> {
    const { shutdown, log } = this.#parts;
    let failed = false;
    void shutdown.closing.then(() => notifySystemd('stopping'));
    try {
      await shutdown.closed;
    } catch (error) {
      failed = true;
      log?.write('error', `cannot close: ${messageOf(error)}`);
    }
    // The command that shut down the server prints its result and writes its audit record first.
    await delay(0);
    await this.#close();
    return failed ? exitCodes.failure : (this.#parts.console?.exitCode ?? exitCodes.ok);
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
