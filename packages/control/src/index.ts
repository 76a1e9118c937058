/**
 * The operator's side of a server: commands, a console, a control socket, a log file and signals. It controls anything
 * that implements the `ControlTarget` interface.
 *
 * ```ts
 * const control = await startControl({ target, log: openLog('server.log') });
 * process.exitCode = await control.done;
 * ```
 *
 * It knows nothing about the server it controls: no threads, no protocol.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export type { ControlConsoleOptions, ControlOptions } from './control-options.ts';
export { startControl } from './start-control.ts';
export type { Control } from './start-control.ts';
export type { ShutdownOptions } from './shutdown.ts';
export type {
  ClientInfo,
  ControlAccount,
  ControlAccounts,
  ControlBan,
  ControlBans,
  ControlListener,
  ControlTarget,
  Finding,
  ListenerState,
  ReloadResult,
  RoomInfo,
  SettingInfo,
  ThreadInfo,
} from './target.ts';
export type { Arguments, Command, CommandContext } from './commands/command.ts';
export { type LogFile, openLog } from './log/log-file.ts';
export type { LogOptions } from './log/log-options.ts';
export type { LogEntry, LogLevel, LogRecord } from './log/log-record.ts';
export { ControlClient } from './socket/control-client.ts';
export { type ListenFd, takeListenFds } from './service/systemd.ts';
export { ControlError, type ControlErrorCode, exitCodes } from './errors.ts';
