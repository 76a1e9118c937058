import { away } from './commands/away.ts';
import { chathistory } from './commands/chathistory.ts';
import { connectionCommands } from './commands/connection.ts';
import { join } from './commands/join.ts';
import { kick } from './commands/kick.ts';
import { kill } from './commands/kill.ts';
import { list } from './commands/list.ts';
import { mode } from './commands/mode.ts';
import { moderationCommands } from './commands/moderation.ts';
import { names } from './commands/names.ts';
import { part } from './commands/part.ts';
import { passwd } from './commands/passwd.ts';
import { presenceCommands } from './commands/presence.ts';
import { notice, privmsg } from './commands/privmsg.ts';
import { search } from './commands/search.ts';
import { serverCommands } from './commands/server.ts';
import { setname } from './commands/setname.ts';
import { logout, token } from './commands/token.ts';
import { topic } from './commands/topic.ts';
import { who } from './commands/who.ts';
import { whois, whowas } from './commands/whois.ts';
import type { IrcCommand } from './irc-command.ts';

/** Everything an IRC client can do once it is in, by name. */
export const commands: ReadonlyMap<string, IrcCommand> = new Map(
  [
    away,
    chathistory,
    ...connectionCommands,
    join,
    kick,
    kill,
    list,
    logout,
    mode,
    ...moderationCommands,
    names,
    notice,
    part,
    passwd,
    ...presenceCommands,
    privmsg,
    search,
    ...serverCommands,
    setname,
    token,
    topic,
    who,
    whois,
    whowas,
  ].map((command) => [command.name, command]),
);
