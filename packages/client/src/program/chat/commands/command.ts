import type { ChatClient } from '../../../chat/chat-client.ts';
import type { TokenFile } from '../../token-file.ts';
import type { Focus } from '../focus.ts';
import type { Settings } from '../settings.ts';
import type { Shown } from '../shown.ts';
import type { View } from '../view.ts';

/** What a command works with. */
export interface CommandContext {
  readonly client: ChatClient;
  readonly focus: Focus;
  readonly commands: readonly ChatCommand[];
  /** How the server is called, as tokens are kept under. */
  readonly server: string;
  /** Where tokens are kept; undefined if they are not. */
  readonly tokens: TokenFile | undefined;
  /** Shows the answer: lines for people, data for programs. */
  readonly answer: (lines: readonly string[], data?: unknown) => void;
  readonly show: (shown: Shown) => void;
  readonly view: Pick<View, 'ask'>;
  readonly settings: Settings;
  /** Ends the program politely. */
  readonly leave: (reason: string) => void;
}

/** A `/command` of the chat. */
export interface ChatCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The words behind the name: `<room> [reason]`. */
  readonly usage: string;
  readonly summary: string;
  /** What its first word is completed to. */
  readonly completes?: 'rooms' | 'names' | 'commands';
  /** @throws {Error} whose message is shown, if it can't be done */
  run(context: CommandContext, words: string): Promise<void> | void;
}

/** Splits the first word off. */
export function firstWord(words: string): [word: string | undefined, rest: string] {
  const match = /^(\S+)\s*([^]*)$/.exec(words.trim());
  return match === null ? [undefined, ''] : [match[1], match[2] ?? ''];
}

/** The error for words that make no sense. */
export function usageOf({ name, usage }: Pick<ChatCommand, 'name' | 'usage'>): Error {
  return new Error(`Usage: ${`/${name} ${usage}`.trim()}`);
}
