import type { ParseArgsOptionsConfig } from 'node:util';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { ControlError } from '../errors.ts';
import type { LogFile } from '../log/log-file.ts';
import type { CommandIo } from '../executor.ts';
import type { Shutdown } from '../shutdown.ts';
import type { Awaitable, ControlTarget } from '../target.ts';

/** The services available to all commands. */
export interface Services {
  readonly target: ControlTarget;
  readonly shutdown: Shutdown;
  readonly log?: LogFile | undefined;
  /** The current time, in milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The context of one run of a command. */
export interface CommandContext extends Services {
  readonly io: CommandIo;
  readonly signal: AbortSignal;
  /** For commands that run until interrupted: aborts with `signal`, and when the input ends, since nothing can interrupt them then. */
  readonly streamSignal: AbortSignal;
  /** Every command this server offers. */
  readonly commands: readonly Command[];
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** Prints the result: as text that is safe for a terminal, or as JSON. */
  readonly reply: (text: string, data: unknown) => Promise<void>;
  /** Asks for confirmation. Rejects with `ERR_CONTROL_NOT_CONFIRMED` if it is not given. */
  readonly confirm: (question: string) => Promise<void>;
}

/** The arguments of a command. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** A command for the operator. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its heading in the help. @default 'Other' */
  readonly group?: string;
  /** The syntax after the name: `<who> [reason]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More text for `help <command>`. */
  readonly details?: string;
  /** Options in addition to `--json`, `--yes` and `--help`. */
  readonly options?: ParseArgsOptionsConfig;
  /** Minimum and maximum number of words. */
  readonly arity: readonly [min: number, max: number];
  /** Whether to write an audit record: the whole line, or only the name if the rest is private. @default no record */
  readonly audit?: 'line' | 'name';
  /** Whether these arguments change nothing, so that no audit record is needed. @default never */
  readOnly?(args: Arguments, io: CommandIo): boolean;
  /** Whether the server supports it. @default always */
  available?(services: Services): boolean;
  /** Completions of the last word. */
  complete?(services: Services, words: readonly string[]): Awaitable<readonly string[]>;
  run(context: CommandContext, args: Arguments): Promise<void>;
}

/** Finds a command by its name or an alias. The `s` of a plural may be missing: `client`. */
export function findCommand(commands: readonly Command[], typed: string): Command | undefined {
  const name = typed.toLowerCase();
  const called = (wanted: string): Command | undefined =>
    commands.find((one) => one.name === wanted || one.aliases?.includes(wanted));
  return called(name) ?? called(`${name}s`);
}

const showing = /^(show|list|display)$/i;

/**
 * Finds the command that a line begins with, and the number of words in its name. Accepts `show logs`, `clear logs` and
 * `clear identification file` too.
 */
export function matchCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; length: number } | undefined {
  const [first = ''] = words;
  const own = findCommand(commands, first);
  if (own !== undefined) return { command: own, length: 1 };
  const skipped = showing.test(first) ? 1 : 0;
  for (let length = 3; length >= 1; length -= 1) {
    const phrase = words.slice(skipped, skipped + length);
    if (phrase.length < length || skipped + length === 1) continue;
    const command = findCommand(commands, phrase.join('-'));
    if (command !== undefined) return { command, length: skipped + length };
  }
  return undefined;
}

/** The error for an unknown command, with a suggestion. */
export function unknownCommand(
  commands: readonly Command[],
  words: readonly string[],
): ControlError {
  const [first = '', second] = words;
  const typed = showing.test(first) ? (second ?? first) : first;
  const names = commands.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  const longer = commands.map(({ name }) => name).filter((name) => name.startsWith(`${typed}-`));
  const meant =
    longer.length > 0
      ? `, expected ${longer.join(' or ')}`
      : didYouMean(typed, names) || ', "help" lists the commands';
  return new ControlError('ERR_CONTROL_UNKNOWN_COMMAND', `Unknown command "${typed}"${meant}`);
}
