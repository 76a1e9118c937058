import type { Command } from './command.ts';
import { away } from './commands/away.ts';
import { back } from './commands/back.ts';
import { ban } from './commands/ban.ts';
import { flood } from './commands/flood.ts';
import { help } from './commands/help.ts';
import { history } from './commands/history.ts';
import { ignore } from './commands/ignore.ts';
import { join } from './commands/join.ts';
import { kick } from './commands/kick.ts';
import { logout } from './commands/logout.ts';
import { me } from './commands/me.ts';
import { motd } from './commands/motd.ts';
import { msg } from './commands/msg.ts';
import { mute } from './commands/mute.ts';
import { nick } from './commands/nick.ts';
import { part } from './commands/part.ts';
import { passwd } from './commands/passwd.ts';
import { quiet } from './commands/quiet.ts';
import { quit } from './commands/quit.ts';
import { reply } from './commands/reply.ts';
import { rooms } from './commands/rooms.ts';
import { search } from './commands/search.ts';
import { timestamp } from './commands/timestamp.ts';
import { token } from './commands/token.ts';
import { topic } from './commands/topic.ts';
import { unban } from './commands/unban.ts';
import { unignore } from './commands/unignore.ts';
import { unmute } from './commands/unmute.ts';
import { version } from './commands/version.ts';
import { who } from './commands/who.ts';
import { whois } from './commands/whois.ts';

/** Every command, in the order `/help` lists them. */
export const commands: readonly Command[] = [
  help,
  who,
  whois,
  msg,
  reply,
  me,
  join,
  part,
  rooms,
  topic,
  history,
  search,
  away,
  back,
  ignore,
  unignore,
  quiet,
  timestamp,
  nick,
  passwd,
  token,
  logout,
  motd,
  version,
  quit,
  kick,
  mute,
  unmute,
  ban,
  unban,
  flood,
];
