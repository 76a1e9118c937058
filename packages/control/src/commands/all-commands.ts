import { accounts } from './accounts.ts';
import { ban } from './ban.ts';
import { clearAccounts } from './clear-accounts.ts';
import { clearLogs } from './clear-logs.ts';
import { clients } from './clients.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { drain } from './drain.ts';
import { exit } from './exit.ts';
import { explain } from './explain.ts';
import { help } from './help.ts';
import { kick } from './kick.ts';
import { logLevel } from './log-level.ts';
import { logs } from './logs.ts';
import { pause } from './pause.ts';
import { reload } from './reload.ts';
import { resume } from './resume.ts';
import { rooms } from './rooms.ts';
import { say } from './say.ts';
import { set } from './set.ts';
import { shutdown } from './shutdown.ts';
import { status } from './status.ts';
import { threads } from './threads.ts';
import { top } from './top.ts';
import { unban } from './unban.ts';
import { version } from './version.ts';

/** Every command, in the order of the help. */
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
  reload,
  shutdown,
  help,
  exit,
];
