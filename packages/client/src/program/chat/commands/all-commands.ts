import { accountCommands } from './account.ts';
import { type ChatCommand, firstWord } from './command.ts';
import { messageCommands } from './messages.ts';
import { peopleCommands } from './people.ts';
import { roomCommands } from './rooms.ts';
import { moderationCommands, serverCommands } from './server.ts';
import { settingCommands } from './settings.ts';

const help: ChatCommand = {
  name: 'help',
  aliases: ['?'],
  usage: '[command]',
  summary: 'list the commands, or explain one',
  completes: 'commands',
  run({ commands, answer }, words) {
    const wanted = firstWord(words)[0]?.replace(/^\//, '').toLowerCase();
    const found = wanted === undefined ? commands : commands.filter((one) => hasName(one, wanted));
    if (found.length === 0) throw new Error(`Unknown command /${wanted}`);
    const lines = found.flatMap(({ name, usage, summary }) =>
      helpLines(`/${name} ${usage}`.trim(), summary),
    );
    if (wanted === undefined) {
      lines.push(...helpLines('//text', 'send a text that begins with a slash'));
    }
    answer(
      lines,
      found.map(({ name, aliases = [], usage, summary }) => ({ name, aliases, usage, summary })),
    );
  },
};

const quit: ChatCommand = {
  name: 'quit',
  aliases: ['exit', 'bye'],
  usage: '[message]',
  summary: 'quit',
  run({ quit: leave }, words) {
    leave(words);
  },
};

/** Every command, in the order of `/help`. */
export const allCommands: readonly ChatCommand[] = [
  help,
  ...roomCommands,
  ...messageCommands,
  ...peopleCommands,
  ...settingCommands,
  ...accountCommands,
  ...serverCommands,
  ...moderationCommands,
  quit,
];

/** Finds a command by its name or an alias. */
export function findCommand(name: string): ChatCommand | undefined {
  return allCommands.find((command) => hasName(command, name.toLowerCase()));
}

function hasName({ name, aliases }: ChatCommand, wanted: string): boolean {
  return name === wanted || aliases?.includes(wanted) === true;
}

/** The first column of the help, for a terminal of 80 columns. */
const usageColumns = 26;

/** The summary is on a separate line if the usage does not fit into its column. */
function helpLines(usage: string, summary: string): string[] {
  if (usage.length <= usageColumns) return [`${usage.padEnd(usageColumns)}  ${summary}`];
  return [usage, `${' '.repeat(usageColumns)}  ${summary}`];
}
