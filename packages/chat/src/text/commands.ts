import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { help, serverCommands } from './commands/help.ts';
import { moderationCommands } from './commands/moderation.ts';
import { peopleCommands } from './commands/people.ts';
import { roomCommands } from './commands/rooms.ts';
import { talkCommands } from './commands/talk.ts';
import { viewCommands } from './commands/view.ts';

/** All commands, in the order of `/help`. */
export const commands: readonly Command[] = [
  help,
  ...talkCommands,
  ...roomCommands,
  ...peopleCommands,
  ...viewCommands,
  ...accountCommands,
  ...serverCommands,
  ...moderationCommands,
];
