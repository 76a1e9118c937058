import type { IrcCommand } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { channelCommands } from './commands/channels.ts';
import { connectionCommands } from './commands/connection.ts';
import { historyCommands } from './commands/history.ts';
import { messageCommands } from './commands/messages.ts';
import { moderationCommands } from './commands/moderation.ts';
import { peopleCommands } from './commands/people.ts';
import { serverCommands } from './commands/server.ts';

/** All commands of a registered client, by name. */
export const commands: ReadonlyMap<string, IrcCommand> = new Map(
  [
    ...connectionCommands,
    ...messageCommands,
    ...channelCommands,
    ...peopleCommands,
    ...historyCommands,
    ...accountCommands,
    ...serverCommands,
    ...moderationCommands,
  ].map((command) => [command.name, command]),
);
