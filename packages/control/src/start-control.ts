import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasColors } from '../../../common/terminal/streams.ts';
import { visible } from '../../../common/text/visible.ts';
import { messageOf } from '../../../common/thrown.ts';
import { checkOptions, type ControlOptions } from './control-options.ts';
import { waitingFor } from './commands/shutdown.ts';
import type { Console } from './console/console-options.ts';
import { openConsole } from './console/open-console.ts';
import { exitCodes } from './errors.ts';
import { describeLogFailure, type LogFile } from './log/log-file.ts';
import { atLeast, formatEntry, type LogEntry } from './log/log-record.ts';
import { checkAlive, logStatus } from './service/health.ts';
import { handleSignals } from './service/signals.ts';
import { notifySystemd, startWatchdog } from './service/systemd.ts';
import { Shell } from './shell/shell.ts';
import { defaultGraceMs, Shutdown, type ShutdownOptions } from './shutdown.ts';
import { type ControlSocket, openControlSocket } from './socket/control-socket.ts';
import { controlSocketPath } from './socket/socket-path.ts';
import { paragraph } from './text/layout.ts';
import { exitDespiteUnreadOutput } from './console/output.ts';

/**
 * Opens the control socket and the console, handles signals, and notifies systemd that the service is ready.
 *
 * @throws {TypeError | RangeError} with Node's codes for invalid arguments
 * @throws {ControlError} if the control socket cannot be opened; nothing else has been opened then
 */
export async function startControl(options: ControlOptions): Promise<Control> {
  checkOptions(options);
  const { target, log, commands = [], graceMs = defaultGraceMs, signals = true } = options;
  const shutdown = new Shutdown(target);
  const shell = new Shell({ target, shutdown, log, clock: Date.now }, { commands });
  const socket = await openSocket(options, shell);
  const stop = async (cause: string): Promise<void> => {
    log?.write('info', `shutting down: ${cause}`, { graceMs });
    const counting = shutdown.countClients();
    void shutdown.begin({ graceMs });
    const clients = await counting;
    if (clients === 0) return;
    const hint = cause === 'Ctrl-C' ? 'press Ctrl-C again' : 'send the signal again';
    const text = `${waitingFor(clients, graceMs)}; ${hint} to stop at once`;
    terminal?.print(paragraph(text, process.stdout.columns ?? 80));
  };
  const releases: Array<() => void> = [];
  // Before the greeting is printed: a supervisor that waits for it may then send a signal.
  if (signals !== false) {
    releases.push(
      handleSignals({
        stop,
        stopNow: () => stopNow(options, socket, terminal),
        reload: () => reload(options, socket),
        status: () => log !== undefined && logStatus(target, log),
      }),
    );
  }
  const earlySignal = typeof signals === 'object' ? signals.release() : undefined;
  const terminal = openServerConsole(options, shell, () => {
    if (shutdown.state === 'closing') stopNow(options, socket, terminal);
    else void stop('Ctrl-C');
  });
  releases.push(printLog(options, terminal));
  releases.push(startWatchdog(() => checkAlive(target)));
  const release = (): void => releases.forEach((one) => one());
  const control = new Control({ shutdown, log, console: terminal, socket, release });
  void notifySystemd('ready');
  if (earlySignal !== undefined) void stop(earlySignal);
  return control;
}

async function openSocket(
  { socketPath, data, target, log, maxControllers }: ControlOptions,
  executor: Shell,
): Promise<ControlSocket | undefined> {
  if (socketPath === false) return undefined;
  return await openControlSocket({
    path: socketPath ?? controlSocketPath({ data }),
    executor,
    name: target.name,
    ...(data !== undefined && { data: resolve(data) }),
    onRestore: () => log?.write('warn', 'the control socket was removed and has been recreated'),
    onError: (error) => log?.write('error', `control socket: ${error.message}`),
    ...(maxControllers !== undefined && { maxControllers }),
  });
}

function openServerConsole(
  { console: settings = {}, target }: ControlOptions,
  executor: Shell,
  onInterrupt: () => void,
): Console | undefined {
  if (settings === false) return undefined;
  const { greeting = [], output = process.stdout, ...rest } = settings;
  for (const line of greeting) output.write(`${visible(line)}\n`);
  const prompt = `${visible(target.name)}> `;
  return openConsole({ executor, prompt, output, ...rest, onInterrupt });
}

/** Prints log records on the console as they are written. Returns a function that stops it. */
function printLog(
  { log, console: settings }: ControlOptions,
  terminal: Console | undefined,
): () => void {
  if (log === undefined || terminal === undefined || settings === false) return () => {};
  const { level = 'info', output = process.stdout } = settings ?? {};
  const colors = terminal.terminal && hasColors(output);
  const print = (entry: LogEntry): void => {
    if (!atLeast(entry.level, level)) return;
    const columns = terminal.terminal ? output.columns : undefined;
    terminal.print(formatEntry(entry, { colors, ...(columns && { columns }) }));
  };
  const fail = (error: unknown): void => terminal.print(visible(describeLogFailure(log, error)));
  log.on('entry', print).on('failure', fail);
  return () => void log.off('entry', print).off('failure', fail);
}

/** Handles SIGHUP. The log comes first, so that a rotated file is closed even if the rest fails. */
async function reload({ log, target }: ControlOptions, socket?: ControlSocket): Promise<void> {
  await socket?.check();
  try {
    log?.reopen();
    if (target.reload === undefined) return;
    await notifySystemd('reloading');
    const { reloaded, notes = [] } = await target.reload();
    log?.write('info', `reloaded: ${reloaded.join(', ') || 'nothing'}`, { by: 'SIGHUP' });
    for (const note of notes) log?.write('warn', note);
  } catch (error) {
    log?.write('error', `cannot reload, nothing has changed: ${messageOf(error)}`);
  }
  if (target.reload !== undefined) await notifySystemd('ready');
}

function stopNow({ log }: ControlOptions, socket?: ControlSocket, terminal?: Console): never {
  log?.write('warn', 'stopped at once, at the second request');
  log?.flush();
  terminal?.close();
  socket?.remove();
  process.exit(exitCodes.ok);
}

/** The parts of a {@link Control}, opened by `startControl()`. */
interface ControlParts {
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
