import type { Authenticator } from '../authenticator.ts';
import type { FloodKind } from '../flood.ts';
import type { Session } from '../session/session.ts';
import type { Terminal } from './terminal.ts';
import type { TextSessionRenderer } from './text-session-renderer.ts';

/** What a command has to work with. */
export interface CommandContext {
  readonly session: Session;
  readonly renderer: TextSessionRenderer;
  readonly terminal: Terminal;
  readonly authenticator: Authenticator;
  readonly motd: readonly string[];
  /** Every command there is. */
  readonly commands: readonly Command[];
}

/** Something a text user can do with a line that begins with a slash. */
export interface Command {
  /** What it is called by, the usual name first; without the slash, in lower case. */
  readonly names: readonly string[];
  /** What comes behind the name, for `/help`. */
  readonly usage: string;
  /** What it does, in one short sentence without an end. */
  readonly help: string;
  /** What it counts as where doing too much is concerned. @default 'queries' */
  readonly kind?: FloodKind;
  /** How much it counts as. @default 1 */
  readonly cost?: number;
  /** Only for operators. */
  readonly operator?: boolean;
  /** Does it. An error that is thrown is shown to the user. */
  run(args: string, context: CommandContext): void | Promise<void>;
}

/** The first word of the arguments, and the rest. */
export function firstWord(args: string): [word: string, rest: string] {
  const match = /^(\S*)\s*([^]*)$/.exec(args.trim());
  return [match?.[1] ?? '', match?.[2] ?? ''];
}
