import { type Console, openConsole } from './console/console.ts';
import { Control } from './control.ts';
import type { ControlOptions } from './control-options.ts';
import { messageOf } from '../../../common/thrown.ts';
import { formatEntry } from './log/format-entry.ts';
import { describeLogFailure } from './log/log-file.ts';
import { atLeast, type LogEntry } from './log/log-record.ts';
import { exitCodes } from './service/exit-codes.ts';
import { allAnswer } from './service/health.ts';
import { notifyService } from './service/notify.ts';
import { logStatus } from './service/log-status.ts';
import { handleSignals } from './service/signals.ts';
import { watchService } from './service/watchdog.ts';
import { waitingFor } from './commands/shutdown.ts';
import { paragraph } from './text/wrap.ts';
import { Shell } from './shell/shell.ts';
import { defaultGraceMs, Shutdown } from './shutdown.ts';
import { type ControlSocket, openControlSocket } from './socket/control-socket.ts';
import { controlSocketPath } from './socket/socket-path.ts';
import { visible } from '../../../common/text/visible.ts';
import { hasColors } from '../../../common/terminal/streams.ts';

/**
 * Opens the control socket and the console, takes over the signals, and tells systemd that the service is ready.
 *
 * @throws {ControlError} if the control socket can't be had; nothing else is taken then
 */
export async function startControl(options: ControlOptions): Promise<Control> {
  const { target, log, commands = [], graceMs = defaultGraceMs } = options;
  checkTarget(options);
  const shutdown = new Shutdown(target);
  const shell = new Shell({ target, shutdown, log, clock: Date.now }, { commands });
  const socket = await openSocket(options, shell);
  const stop = async (by: string): Promise<void> => {
    log?.write('info', `shutting down: ${by}`, { graceMs });
    const waiting = shutdown.clients();
    void shutdown.begin({ graceMs });
    const clients = await waiting;
    if (clients === 0) return;
    const hint = by === 'Ctrl-C' ? 'Ctrl-C again' : 'a second signal';
    const text = `${waitingFor(clients, graceMs)}; ${hint} ends at once`;
    terminal?.print(paragraph(text, process.stdout.columns ?? 80));
  };
  const releases: Array<() => void> = [];
  // Before anybody reads on the console that all is up: who has read it may give a signal.
  const { signals = true } = options;
  let early: NodeJS.Signals | undefined;
  if (signals !== false) {
    releases.push(
      handleSignals({
        stop,
        stopNow: () => endNow(options, socket, terminal),
        reload: () => reload(options, socket),
        status: () => log !== undefined && logStatus(target, log),
      }),
    );
  }
  if (typeof signals === 'object') early = signals.release();
  const terminal = openOwnConsole(options, shell, () => {
    if (shutdown.state === 'closing') endNow(options, socket, terminal);
    else void stop('Ctrl-C');
  });
  releases.push(showLog(options, terminal));
  releases.push(watchService(() => allAnswer(target)));
  const release = (): void => releases.forEach((one) => one());
  const control = new Control({ shell, shutdown, log, console: terminal, socket, release });
  void notifyService('ready');
  if (early !== undefined) void stop(early);
  return control;
}

function checkTarget({ target }: ControlOptions): void {
  const names = target.listeners.map(({ name }) => name);
  if (names.length === 0) throw new TypeError('Expected `target.listeners` to have one at least');
  const unfit = names.find(
    (name, index) => !/^[a-z0-9_-]+$/.test(name) || names.indexOf(name) !== index,
  );
  if (unfit === undefined) return;
  throw new TypeError(
    `Expected each listener to have a name of its own, of a-z, 0-9, - and _, got "${unfit}"`,
  );
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
    onRestore: () => log?.write('warn', 'the control socket was removed: it was made again'),
    onError: (error) => log?.write('error', `control socket: ${error.message}`),
    ...(maxControllers !== undefined && { maxControllers }),
  });
}

function openOwnConsole(
  { console: choice = {}, target }: ControlOptions,
  executor: Shell,
  onInterrupt: () => void,
): Console | undefined {
  if (choice === false) return undefined;
  const { greeting = [], output = process.stdout, ...rest } = choice;
  for (const line of greeting) output.write(`${visible(line)}\n`);
  const prompt = `${visible(target.name)}> `;
  return openConsole({ executor, prompt, output, ...rest, onInterrupt });
}

/** Shows log records on the console as they are written. */
function showLog(
  { log, console: choice }: ControlOptions,
  terminal: Console | undefined,
): () => void {
  if (log === undefined || terminal === undefined || choice === false) return () => {};
  const { level = 'info', output = process.stdout } = choice ?? {};
  const colors = terminal.terminal && hasColors(output);
  const show = (entry: LogEntry): void => {
    if (atLeast(entry.level, level)) {
      const columns = terminal.terminal ? output.columns : undefined;
      terminal.print(formatEntry(entry, { colors, ...(columns && { columns }) }));
    }
  };
  const fail = (error: unknown): void => terminal.print(visible(describeLogFailure(log, error)));
  log.on('entry', show).on('failure', fail);
  return () => void log.off('entry', show).off('failure', fail);
}

/** SIGHUP: the log first, so that a rotated file is let go of whatever else fails. */
async function reload({ log, target }: ControlOptions, socket?: ControlSocket): Promise<void> {
  await socket?.check();
  try {
    log?.reopen();
    if (target.reload === undefined) return;
    await notifyService('reloading');
    const { reloaded, notes = [] } = await target.reload();
    log?.write('info', `reloaded: ${reloaded.join(', ') || 'nothing'}`, { by: 'SIGHUP' });
    for (const note of notes) log?.write('warn', note);
  } catch (error) {
    log?.write('error', `cannot reload, everything stays as it was: ${messageOf(error)}`);
  }
  if (target.reload !== undefined) await notifyService('ready');
}

function endNow({ log }: ControlOptions, socket?: ControlSocket, terminal?: Console): never {
  log?.write('warn', 'ended at once, at the second request');
  log?.flush();
  terminal?.close();
  socket?.remove();
  process.exit(exitCodes.ok);
}
