import { parseArgs } from 'node:util';
import type { Arguments, Command } from '../commands/command.ts';
import { messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import type { Word } from './parse-line.ts';

/** What every command takes. */
const commonOptions = {
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The words behind a command's name, and what was said with the options every command takes. */
export interface ReadArguments {
  readonly args: Arguments;
  readonly common: { readonly json: boolean; readonly yes: boolean; readonly help: boolean };
}

/**
 * Tells options from words. A literal word is never an option.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE`
 */
export function readArguments(command: Command, words: readonly Word[]): ReadArguments {
  const { json, yes, help, flags, positionals } = splitOptions(command, words);
  const [least, most] = command.words;
  if (!help && (positionals.length < least || positionals.length > most)) throw usage(command);
  return { args: { words: positionals, flags }, common: { json, yes, help } };
}

/** The long options a command takes, with their dashes. */
export function optionNames(command: Command | undefined): string[] {
  return Object.keys({ ...commonOptions, ...command?.options }).map((name) => `--${name}`);
}

function splitOptions(
  command: Command,
  words: readonly Word[],
): ReadArguments['common'] & { positionals: string[]; flags: Arguments['flags'] } {
  const options = { ...command.options, ...commonOptions };
  // In the place of a literal word stands one that cannot be an option.
  const literals = new Map(
    words.flatMap(({ text, literal }, index) => (literal ? [[`\0${index}`, text]] : [])),
  );
  const args = words.map(({ text, literal }, index) => (literal ? `\0${index}` : text));
  const read = <T>(value: T): T | string => literals.get(String(value)) ?? value;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { json, yes, help, ...flags } = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, read(value as string | boolean)]),
    );
    return {
      json: json === true,
      yes: yes === true,
      help: help === true,
      flags,
      positionals: positionals.map(read),
    };
  } catch (error) {
    throw new ControlError('ERR_CONTROL_USAGE', `${messageOf(error)}. ${usage(command).message}`);
  }
}

function usage({ name, usage: words }: Command): ControlError {
  return new ControlError('ERR_CONTROL_USAGE', `Usage: ${`${name} ${words}`.trim()}`);
}
