import type { ChatCommand } from './command.ts';
import { history, search } from './history.ts';
import { passwd } from './passwd.ts';
import { nick, who, whois } from './people.ts';
import { join, part, rooms, topic } from './rooms.ts';
import { help, logout, quit, raw, token } from './service.ts';
import { serverCommands } from './server.ts';
import { settingCommands } from './settings.ts';
import { away, back, me, msg, reply } from './talk.ts';

/** Every command, in the order of `/help`. */
export const allCommands: readonly ChatCommand[] = [
  help,
  join,
  part,
  rooms,
  who,
  whois,
  msg,
  reply,
  me,
  topic,
  history,
  search,
  away,
  back,
  ...settingCommands,
  nick,
  passwd,
  token,
  logout,
  raw,
  ...serverCommands,
  quit,
];

/** The command of a name or alias. */
export function findCommand(name: string): ChatCommand | undefined {
  const wanted = name.toLowerCase();
  return allCommands.find(
    (command) => command.name === wanted || command.aliases?.includes(wanted) === true,
  );
}
