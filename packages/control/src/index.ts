/**
 * The operator's side of a server: commands, a console, a control socket, a log file, signals. It controls anything
 * that fits its small interface `ControlTarget`.
 *
 * ```ts
 * const control = await startControl({ target, log: openLog('server.log') });
 * process.exitCode = await control.done;
 * ```
 *
 * It knows nothing of the server it controls, of threads, protocols and accounts.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { startControl } from './start-control.ts';
export type { ConsoleChoice, ControlOptions } from './control-options.ts';
export type { Control } from './control.ts';
export type { ShutdownOptions } from './shutdown.ts';
export { Shutdown } from './shutdown.ts';
export type {
  Awaitable,
  ClientInfo,
  ControlAccount,
  ControlAccounts,
  ControlBan,
  ControlBans,
  ControlListener,
  ControlTarget,
  Figure,
  Finding,
  ListenerState,
  Reloaded,
  RoomInfo,
  ThreadFigures,
} from './target.ts';
export type { Arguments, Command, CommandContext, Services } from './commands/command.ts';
export { Shell } from './shell/shell.ts';
export type { Completion, Executor, Io, Outcome } from './shell/io.ts';
export { parseLine, quoteWord } from './shell/parse-line.ts';
export { type Console, openConsole } from './console/console.ts';
export type { ConsoleOptions } from './console/console-options.ts';
export type { TerminalInput, TerminalOutput } from '../../../common/terminal/streams.ts';
export {
  type ControlSocket,
  type ControlSocketOptions,
  openControlSocket,
} from './socket/control-socket.ts';
export { controlSocketPath } from './socket/socket-path.ts';
export { ControlClient } from './socket/control-client.ts';
export type { Hello, Welcome } from './socket/protocol.ts';
export { type LogFile, type LogFileEvents, type LogOptions, openLog } from './log/log-file.ts';
export { type LogEntry, type LogLevel, logLevels, type LogRecord } from './log/log-record.ts';
export { type FailedLogin, loginFailed } from './log/login-failed.ts';
export { formatEntry } from './log/format-entry.ts';
export { handleSignals, type SignalHandlers, type SignalOptions } from './service/signals.ts';
export { type ListenFd, takeListenFds } from './service/listen-fds.ts';
export { notifyService, type ServiceState } from './service/notify.ts';
export { watchService } from './service/watchdog.ts';
export { exitCodes } from './service/exit-codes.ts';
export { ControlError, type ControlErrorCode } from './errors.ts';
export { visible } from '../../../common/text/visible.ts';
export { version } from './version.ts';
