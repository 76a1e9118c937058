import { didYouMean } from '../../../../common/text/suggest.ts';
import { pairs } from '../text/table.ts';
import { ControlError } from '../errors.ts';
import type { Command } from './command.ts';

export const help: Command = {
  name: 'help',
  aliases: ['?', 'commands'],
  usage: '[command]',
  summary: 'what can be done, or how one command is used',
  words: [0, 1],
  async run({ commands, answer }, { words: [typed] }) {
    if (typed === undefined) {
      const list = pairs(commands.map((one) => [`${one.name} ${one.usage}`.trim(), one.summary]));
      const more =
        '"help <command>" tells more. --json answers in JSON, --yes takes questions as answered.';
      return await answer(`${list}\n\n${more}`, commands.map(describe));
    }
    const found = findCommand(commands, typed);
    if (found === undefined) throw unknownCommand(commands, typed);
    const lines = [`${found.name} ${found.usage}`.trim(), '', capital(`${found.summary}.`)];
    if (found.details !== undefined) lines.push(found.details);
    if (found.aliases !== undefined) lines.push(`Also: ${found.aliases.join(', ')}.`);
    await answer(lines.join('\n'), describe(found));
  },
};

/** The command of this name or alias. */
export function findCommand(commands: readonly Command[], typed: string): Command | undefined {
  const name = typed.toLowerCase();
  return commands.find((one) => one.name === name || one.aliases?.includes(name));
}

/** The error for a name that no command has, with the nearest one. */
export function unknownCommand(commands: readonly Command[], typed: string): ControlError {
  const names = commands.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  const meant = didYouMean(typed, names) || ', "help" lists them';
  return new ControlError('ERR_CONTROL_UNKNOWN_COMMAND', `Unknown command "${typed}"${meant}`);
}

function describe({ name, aliases = [], usage, summary, details }: Command): object {
  return { name, aliases, usage, summary, ...(details !== undefined && { details }) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
