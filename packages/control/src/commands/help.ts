import { definition, paragraph } from '../text/layout.ts';
import { type Command, matchCommand, unknownCommand } from './command.ts';

export const help: Command = {
  name: 'help',
  group: 'Console',
  aliases: ['?', 'commands'],
  usage: '[command|all]',
  summary: 'list the commands, or show the usage of one',
  details: 'On a small screen, "help" lists only the names; "help all" always adds the summaries.',
  arity: [0, 3],
  async run({ commands, reply, io }, { words }) {
    if (words.length === 0 || (words.length === 1 && words[0] === 'all')) {
      const page = summaries(commands, io.columns);
      const fits = page.split('\n').length < io.rows;
      const text = fits || words.length === 1 ? page : names(commands, io.columns);
      return await reply(text, commands.map(describe));
    }
    const found = matchCommand(commands, words);
    if (found === undefined || found.length < words.length) {
      throw unknownCommand(commands, words);
    }
    await reply(usageOf(found.command, io.columns), describe(found.command));
  },
};

/** The commands with their summaries, by group. */
function summaries(commands: readonly Command[], columns: number): string {
  const at = Math.max(...commands.map(({ name }) => name.length)) + 4;
  const sections = groups(commands).map(([group, members]) => {
    const lines = members.map(({ name, summary }) =>
      definition(`  ${name}`, summary, { columns, at }),
    );
    return [group, ...lines].join('\n');
  });
  return `${sections.join('\n')}\n\n${paragraph(`"help <command>" shows the usage. ${options}`, columns)}`;
}

/** The names of the commands, a line or two per group. */
function names(commands: readonly Command[], columns: number): string {
  const all = groups(commands);
  const at = Math.max(...all.map(([group]) => group.length)) + 2;
  const lines = all.map(([group, members]) =>
    definition(group, members.map(({ name }) => name).join(', '), { columns, at }),
  );
  const hint = `"help all" adds the summaries, "help <command>" shows the usage. ${options}`;
  return `${lines.join('\n')}\n\n${paragraph(hint, columns)}`;
}

const options = '--json prints JSON, --yes skips confirmation.';

function groups(commands: readonly Command[]): [string, Command[]][] {
  return [...Map.groupBy(commands, ({ group = 'Other' }) => group)];
}

function usageOf(command: Command, columns: number): string {
  const { name, usage, summary, details, aliases } = command;
  const texts = [`Usage: ${name} ${usage}`, `${capitalize(summary)}.`, details ?? ''];
  if (aliases !== undefined) texts.push(`Aliases: ${aliases.join(', ')}.`);
  return texts
    .filter((text) => text !== '')
    .map((text) => paragraph(text, columns))
    .join('\n');
}

function describe({ name, aliases = [], usage, summary, details }: Command): object {
  return { name, aliases, usage, summary, ...(details !== undefined && { details }) };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
