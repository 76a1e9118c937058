import type { ChatClient } from '../../../chat/chat-client.ts';
import type { TokenFile } from '../../saved-state.ts';
import type { Focus } from '../focus.ts';
import type { OutputEvent } from '../output-events.ts';
import type { Settings } from '../render.ts';
import type { View } from '../views.ts';

/** The context of a command. */
export interface CommandContext {
  readonly client: ChatClient;
  readonly focus: Focus;
  readonly commands: readonly ChatCommand[];
  /** The server's address, under which tokens are saved. */
  readonly server: string;
  /** Undefined if tokens are not saved. */
  readonly tokens: TokenFile | undefined;
  /** Shows the command's output: lines for people, data for programs. */
  readonly answer: (lines: readonly string[], data?: unknown) => void;
  readonly show: (event: OutputEvent) => void;
  readonly view: Pick<View, 'ask'>;
  readonly settings: Settings;
  /** Sends QUIT to the server and ends the program. */
  readonly quit: (message: string) => void;
}

/** A `/command` of the chat. */
export interface ChatCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The arguments: `<room> [reason]`. */
  readonly usage: string;
  readonly summary: string;
  /** The candidates for the first argument. */
  readonly completes?: 'rooms' | 'names' | 'commands';
  /** @throws {Error} whose message is shown to the user */
  run(context: CommandContext, words: string): Promise<void> | void;
}

/** Splits off the first word. */
export function firstWord(words: string): [word: string | undefined, rest: string] {
  const match = /^(\S+)\s*([^]*)$/.exec(words.trim());
  return match === null ? [undefined, ''] : [match[1], match[2] ?? ''];
}

/** The error for invalid arguments. */
export function usageError({ name, usage }: Pick<ChatCommand, 'name' | 'usage'>): Error {
  return new Error(`Usage: ${`/${name} ${usage}`.trim()}`);
}
