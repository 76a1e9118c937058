import type { ChatClient } from '../../chat/chat-client.ts';
import { plainText } from '../../text/plain-text.ts';
import type { Completion } from '../../../../../common/terminal/prompt.ts';
import { allCommands, findCommand } from './commands/all-commands.ts';

/** Where the words come from that a line may be completed with. */
export type Words = Pick<ChatClient, 'rooms' | 'members'>;

/** What the last word of a line may be completed to: names, rooms, commands. A name that opens a line gets a colon. */
export function complete(line: string, client: Words, focus: string | undefined): Completion {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - word.length);
  const matching = (words: readonly string[], end: string): string[] =>
    [...new Set(words)]
      // What can't stand in a line as it is can't be typed for anybody either.
      .filter((one) => plainText(one) === one)
      .filter((one) => one.toLowerCase().startsWith(word.toLowerCase()))
      .sort((one, other) => one.localeCompare(other))
      .map((one) => `${one}${end}`);

  if (before === '' && word.startsWith('/') && !word.startsWith('//')) {
    return [
      matching(
        allCommands.map(({ name }) => `/${name}`),
        ' ',
      ),
      word,
    ];
  }
  const command = /^\/(\S+)\s+$/.exec(before)?.[1];
  const completes = command === undefined ? undefined : findCommand(command)?.completes;
  if (completes === 'commands')
    return [
      matching(
        allCommands.map(({ name }) => name),
        ' ',
      ),
      word,
    ];
  if (completes === 'rooms' || (word.startsWith('#') && completes === undefined)) {
    return [matching(client.rooms, ' '), word];
  }
  return word === '' && completes === undefined
    ? [[], word]
    : [matching(names(client, focus), before === '' ? ': ' : ' '), word];
}

/** Names of the room one is in, else of all of them. */
function names(client: Words, focus: string | undefined): string[] {
  const here = focus === undefined ? [] : client.members(focus);
  const members = here.length > 0 ? here : client.rooms.flatMap((room) => client.members(room));
  return members.map(({ name }) => name);
}
