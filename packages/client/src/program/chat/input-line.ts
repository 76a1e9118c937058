import type { Completion } from '../../../../../common/terminal/prompt.ts';
import { didYouMean } from '../../../../../common/text/suggest.ts';
import { codeOf } from '../../../../../common/thrown.ts';
import type { ChatClient } from '../../chat/chat-client.ts';
import { maskSecrets } from '../../irc/lines.ts';
import { plainText } from '../../irc/text.ts';
import { allCommands, findCommand } from './commands/all-commands.ts';
import type { CommandContext } from './commands/command.ts';
import { runServerCommand, splitParams } from './commands/server.ts';

/**
 * Runs a line: sends text, or runs a `/command`. A command unknown to this client is passed to the server. A text that begins
 * with a slash is written with two.
 *
 * @throws {Error} whose message can be shown to the user
 */
export async function runLine(line: string, context: CommandContext): Promise<void> {
  if (line.trim() === '') return;
  if (!line.startsWith('/') || line.startsWith('//')) {
    return await sendText(line.startsWith('/') ? line.slice(1) : line, context);
  }
  const [, name = '', words = ''] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? [];
  const command = findCommand(name);
  if (command !== undefined) return await command.run(context, words.trimEnd());
  const names = allCommands.flatMap((known) => [known.name, ...(known.aliases ?? [])]);
  const hint = didYouMean(name, names) || ' - /help lists the commands';
  const unknown = `Unknown command /${name}${hint}`;
  if (!/^[a-z]+$/i.test(name)) throw new Error(unknown);
  try {
    await runServerCommand(context, name, ...splitParams(words.trimEnd()));
  } catch (error) {
    if (codeOf(error) === 'ERR_CLIENT_UNSUPPORTED') throw new Error(unknown, { cause: error });
    throw error;
  }
}

/** Sends a text to the current conversation. */
export async function sendText(text: string, { client, focus }: CommandContext): Promise<void> {
  await client.send(focus.require(), text);
}

/** Whether a typed line may contain a password, as `/raw OPER anna secret` or `/oper anna secret`. */
export function holdsSecret(line: string): boolean {
  const [, name = '', words = ''] = /^\/(\S+)\s+([^]*)$/.exec(line) ?? [];
  const known = findCommand(name)?.name;
  if (known !== undefined && known !== 'raw') return false;
  const sent = known === 'raw' ? words : `${name} ${words}`;
  return maskSecrets(sent, 'out') !== sent;
}

/** The sources of candidates for completion. */
type CompletionSource = Pick<ChatClient, 'rooms' | 'members'>;

/** Completes the last word of a line to names, rooms or commands. A name at the start of a line gets a colon. */
export function complete(
  line: string,
  client: CompletionSource,
  focus: string | undefined,
): Completion {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - word.length);
  const completeFrom = (words: readonly string[], suffix: string): Completion => [
    [...new Set(words)]
      // A name with control characters could not be typed either.
      .filter((candidate) => plainText(candidate) === candidate)
      .filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()))
      .sort((one, other) => one.localeCompare(other))
      .map((candidate) => `${candidate}${suffix}`),
    word,
  ];

  const commandNames = allCommands.map(({ name }) => name);
  if (before === '' && word.startsWith('/') && !word.startsWith('//')) {
    return completeFrom(
      commandNames.map((name) => `/${name}`),
      ' ',
    );
  }
  const command = /^\/(\S+)\s+$/.exec(before)?.[1];
  const completes = command === undefined ? undefined : findCommand(command)?.completes;
  if (completes === 'commands') return completeFrom(commandNames, ' ');
  if (completes === 'rooms' || (word.startsWith('#') && completes === undefined)) {
    return completeFrom(client.rooms, ' ');
  }
  if (word === '' && completes === undefined) return [[], word];
  return completeFrom(memberNames(client, focus), before === '' ? ': ' : ' ');
}

/** The names in the current room, or in all rooms if there are none. */
function memberNames(client: CompletionSource, focus: string | undefined): string[] {
  const inRoom = focus === undefined ? [] : client.members(focus);
  const members = inRoom.length > 0 ? inRoom : client.rooms.flatMap((room) => client.members(room));
  return members.map(({ name }) => name);
}
