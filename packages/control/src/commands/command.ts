import type { ParseArgsOptionsConfig } from 'node:util';
import type { LogFile } from '../log/log-file.ts';
import type { Io } from '../shell/io.ts';
import type { Shutdown } from '../shutdown.ts';
import type { Awaitable, ControlTarget } from '../target.ts';

/** What the commands work with. */
export interface Services {
  readonly target: ControlTarget;
  readonly shutdown: Shutdown;
  readonly log?: LogFile | undefined;
  /** The time, in milliseconds since the epoch. */
  readonly clock: () => number;
}

/** What one run of a command works with. */
export interface CommandContext extends Services {
  readonly io: Io;
  readonly signal: AbortSignal;
  /** Aborts as `signal` does, and also when nobody could end a command that goes on for ever. */
  readonly endless: AbortSignal;
  /** Every command this server offers. */
  readonly commands: readonly Command[];
  /** Whether the answer is to be JSON. */
  readonly json: boolean;
  /** Answers with a text that is fit for a screen, or with the same as JSON. */
  readonly answer: (text: string, data: unknown) => Promise<void>;
  /** Asks before something is destroyed. @throws {ControlError} `ERR_CONTROL_NOT_CONFIRMED` */
  readonly confirm: (question: string) => Promise<void>;
}

/** The words after a command's name. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** One command of the operator's. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The heading it has in the help. @default 'Other' */
  readonly group?: string;
  /** What follows the name, for a person. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** More, for `help <command>`. */
  readonly details?: string;
  /** Options beside `--json`, `--yes` and `--help`. */
  readonly options?: ParseArgsOptionsConfig;
  /** How few and how many words may follow. */
  readonly words: readonly [least: number, most: number];
  /** Whether a run leaves a record in the log: with its whole line, or only its name where the rest is private. */
  readonly audit?: 'line' | 'name';
  /** Whether these arguments change nothing, so that the run leaves no record. @default never */
  readOnly?(args: Arguments, io: Io): boolean;
  /** Whether this server can do it. */
  available?(services: Services): boolean;
  /** What may stand at the end of these words. */
  complete?(services: Services, words: readonly string[]): Awaitable<readonly string[]>;
  run(context: CommandContext, args: Arguments): Promise<void>;
}
