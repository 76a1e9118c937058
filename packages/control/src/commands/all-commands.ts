import { accounts, clearAccounts } from './accounts.ts';
import { ban, unban } from './bans.ts';
import { clearLogs, explain, logLevel, logs } from './logs.ts';
import { clients, kick, say } from './clients.ts';
import type { Command } from './command.ts';
import { doctor, rooms, status, version } from './status.ts';
import { drain, pause, resume } from './listeners.ts';
import { exit, shutdown } from './shutdown.ts';
import { help } from './help.ts';
import { config, reload, set } from './settings.ts';
import { threads, top } from './threads.ts';

/** Every built-in command, in the order of the help. */
export const allCommands: readonly Command[] = [
  status,
  clients,
  threads,
  top,
  rooms,
  doctor,
  version,
  kick,
  ban,
  unban,
  say,
  accounts,
  clearAccounts,
  logs,
  clearLogs,
  logLevel,
  explain,
  pause,
  resume,
  drain,
  set,
  config,
  reload,
  shutdown,
  help,
  exit,
];
