import { suggest } from '../../../../common/text/suggest.ts';
import type { Authenticator } from '../authenticator.ts';
import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import { accountOf } from '../protocol/names.ts';
import type { Session } from '../session/session.ts';
import type { Terminal } from './input.ts';
import type { TextSessionRenderer } from './renderer.ts';

/** What a command works with. */
export interface CommandContext {
  readonly session: Session;
  readonly renderer: TextSessionRenderer;
  readonly terminal: Terminal;
  readonly authenticator: Authenticator;
  readonly motd: readonly string[];
  /** All commands. */
  readonly commands: readonly Command[];
}

/** A command of the text dialect: a line that begins with a slash. */
export interface Command {
  /** Its name and its aliases, without the slash, in lower case. */
  readonly names: readonly string[];
  /** Its arguments, as `/help` shows them. */
  readonly usage: string;
  /** What it does, as `/help` shows it. */
  readonly help: string;
  /** The flood budget it is taken from. @default 'queries' */
  readonly kind?: FloodKind;
  /** How much of that budget it takes. @default 1 */
  readonly cost?: number;
  /** Only for operators. */
  readonly operator?: boolean;
  /** Runs it. The message of a thrown error is shown to the user. */
  run(args: string, context: CommandContext): void | Promise<void>;
}

/** Splits the first word off the arguments. */
export function firstWord(args: string): [word: string, rest: string] {
  const match = /^(\S*)\s*([^]*)$/.exec(args.trim());
  return [match?.[1] ?? '', match?.[2] ?? ''];
}

/** A required argument. @throws ChatError `ERR_CHAT_BAD_INPUT` with an example if it is missing */
export function need(argument: string, example: string): string {
  if (argument !== '') return argument;
  throw new ChatError('ERR_CHAT_BAD_INPUT', `Missing argument, for example ${example}`);
}

/** The current room of the session. @throws ChatError `ERR_CHAT_NOT_HERE` if it is in none */
export function needRoom(session: Session): string {
  if (session.room !== undefined) return session.room;
  throw new ChatError(
    'ERR_CHAT_NOT_HERE',
    'You are not in a room; join one, for example /join lobby',
  );
}

/** The account of the session. @throws ChatError `ERR_CHAT_DENIED` if it is a guest's */
export function needAccount({ account }: Session): string {
  if (accountOf(account) !== undefined) return account;
  throw new ChatError('ERR_CHAT_DENIED', 'Guests have no account; /quit and log in with a name');
}

/** The error for an unknown command, with a suggestion if a known one is similar. */
export function unknownCommand(name: string, commands: readonly Command[]): ChatError {
  const similar = suggest(
    name,
    commands.flatMap(({ names }) => names),
  );
  const hint = similar ? `did you mean /${similar}?` : '/help lists the commands';
  return new ChatError('ERR_CHAT_BAD_INPUT', `There is no /${name.slice(0, 32)}: ${hint}`);
}
