import { didYouMean } from '../../../../common/text/suggest.ts';
import { definition, paragraph } from '../text/wrap.ts';
import { ControlError } from '../errors.ts';
import type { Command } from './command.ts';

export const help: Command = {
  name: 'help',
  group: 'Console',
  aliases: ['?', 'commands'],
  usage: '[command]',
  summary: 'list the commands, or show how one is used',
  words: [0, 3],
  async run({ commands, answer, io }, { words }) {
    if (words.length === 0) {
      return await answer(helpPage(commands, io.columns), commands.map(describe));
    }
    const found = findPhrase(commands, words);
    if (found === undefined || found.length < words.length) {
      throw unknownCommand(commands, words.join(' '));
    }
    await answer(helpOf(found.command, io.columns), describe(found.command));
  },
};

/** Every command, under the headings of their groups. */
function helpPage(commands: readonly Command[], columns: number): string {
  const headings = [...new Set(commands.map(({ group = 'Other' }) => group))];
  const at = Math.max(...commands.map(({ name }) => name.length)) + 4;
  const sections = headings.map((heading) => {
    const lines = commands
      .filter(({ group = 'Other' }) => group === heading)
      .map(({ name, summary }) => definition(`  ${name}`, summary, { columns, at }));
    return [heading, ...lines].join('\n');
  });
  const more =
    '"help <command>" shows how one is used. --json answers in JSON, --yes skips confirmation.';
  return [...sections, '', paragraph(more, columns)].join('\n');
}

function helpOf(command: Command, columns: number): string {
  const { name, usage, summary, details, aliases } = command;
  const texts = [`Usage: ${name} ${usage}`, `${capital(summary)}.`, details ?? ''];
  if (aliases !== undefined) texts.push(`Also: ${aliases.join(', ')}.`);
  return texts
    .filter((text) => text !== '')
    .map((text) => paragraph(text, columns))
    .join('\n');
}

/** The command of this name or alias. */
export function findCommand(commands: readonly Command[], typed: string): Command | undefined {
  const name = typed.toLowerCase();
  return commands.find((one) => one.name === name || one.aliases?.includes(name));
}

/**
 * The command that words begin with, and how many of them are its name. People also write `show logs`, `clear logs` and
 * `clear identification file`.
 */
export function findPhrase(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; length: number } | undefined {
  const [first = ''] = words;
  const own = findCommand(commands, first);
  if (own !== undefined) return { command: own, length: 1 };
  const skipped = /^(show|list|display)$/i.test(first) ? 1 : 0;
  for (let length = 3; length >= 1; length -= 1) {
    const phrase = words.slice(skipped, skipped + length);
    if (phrase.length < length || skipped + length === 1) continue;
    const command = findCommand(commands, phrase.join('-'));
    if (command !== undefined) return { command, length: skipped + length };
  }
  return undefined;
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
