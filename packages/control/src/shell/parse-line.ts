import { parseArgs } from 'node:util';
import { ControlError } from '../errors.ts';
import type { Arguments, Command } from '../commands/command.ts';
import { messageOf } from '../../../../common/thrown.ts';

/** A word of a command line. */
export interface Word {
  readonly text: string;
  /** Whether it begins with a quote or a backslash, and is therefore never an option. */
  readonly literal: boolean;
}

/** The texts of {@link parseWords}. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function parseLine(line: string): string[] {
  return parseWords(line).map(({ text }) => text);
}

/**
 * Splits a command line into words. A word that begins with `"` or `'` extends to the matching quote; a quote inside a word
 * is an ordinary character (`don't`). A backslash escapes the next character, except between single quotes.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` for an unclosed quote or a trailing backslash
 */
export function parseWords(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at += 1;
    if (at >= line.length) return words;
    const first = line[at];
    const quote = first === '"' || first === "'" ? first : undefined;
    if (quote !== undefined) at += 1;
    let word = '';
    let inside = quote !== undefined;
    while (at < line.length && (inside || !isBlank(line[at]))) {
      const character = line[at] ?? '';
      at += 1;
      if (character === quote && inside) inside = false;
      else if (character === '\\' && !(inside && quote === "'")) {
        if (at >= line.length) throw unfinished('Expected a character after the backslash');
        word += line[at];
        at += 1;
      } else word += character;
    }
    if (inside) throw unfinished(`Expected a closing ${quote}`);
    words.push({ text: word, literal: quote !== undefined || first === '\\' });
  }
}

/** Quotes a word so that {@link parseLine} reads it back as one word, possibly a literal one. */
export function quoteWord(word: string): string {
  if (/^[\w./:@%+,=-]+$/.test(word)) return word;
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** Like {@link quoteWord}, but a word that begins with a dash remains an option. */
export function escapeWord(word: string): string {
  return word.startsWith('-') ? word.replace(/[ \t\\]/g, '\\$&') : quoteWord(word);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function unfinished(problem: string): ControlError {
  return new ControlError('ERR_CONTROL_USAGE', `${problem}; write \\" or \\\\ for a literal one`);
}

/** The options of every command. */
const commonOptions = {
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The arguments of a command, and the options that every command has. */
interface ReadArguments {
  readonly args: Arguments;
  readonly common: { readonly json: boolean; readonly yes: boolean; readonly help: boolean };
}

/**
 * Separates options from words. A literal word is never an option.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE`
 */
export function readArguments(command: Command, words: readonly Word[]): ReadArguments {
  const { json, yes, help, flags, positionals } = splitOptions(command, words);
  const [min, max] = command.arity;
  if (!help && (positionals.length < min || positionals.length > max)) throw usage(command);
  return { args: { words: positionals, flags }, common: { json, yes, help } };
}

/** The long options of a command, with their dashes. */
export function optionNames(command: Command | undefined): string[] {
  return Object.keys({ ...commonOptions, ...command?.options }).map((name) => `--${name}`);
}

function splitOptions(
  command: Command,
  words: readonly Word[],
): ReadArguments['common'] & { positionals: string[]; flags: Arguments['flags'] } {
  const options = { ...command.options, ...commonOptions };
  // Placeholders stand for literal words, so that parseArgs does not take them for options.
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
