import { visible } from '../../../../../../common/text/visible.ts';
import type { IrcMessage } from '../../../irc/message.ts';
import { version as clientVersion } from '../../../version.ts';
import { type ChatCommand, type CommandContext, firstWord, usageError } from './command.ts';

/** Sends a command to the server, and shows the response. */
export async function runServerCommand(
  { client, answer }: CommandContext,
  command: string,
  ...params: readonly string[]
): Promise<void> {
  const responses = await client.command(command, ...params);
  const lines = responses.map(responseText).filter((text) => text !== '');
  answer(
    lines.length === 0 ? ['done'] : lines,
    responses.map((response) => ({ command: response.command, params: response.params })),
  );
}

function responseText({ command, params }: IrcMessage): string {
  if (/^\d{3}$/.test(command)) return params.slice(1).join(' ');
  return params.at(-1) ?? '';
}

/** Splits the parameters of an IRC line; everything after ` :` is one parameter. */
export function splitParams(text: string): string[] {
  const [, middle = '', last] = /^(.*?)(?:(?:^| +):(.*))?$/s.exec(text) ?? [];
  return [
    ...middle.split(' ').filter((word) => word !== ''),
    ...(last === undefined ? [] : [last]),
  ];
}

const raw: ChatCommand = {
  name: 'raw',
  aliases: ['quote'],
  usage: '<command> [words...]',
  summary: 'send an IRC command, and show the response',
  async run({ client, answer }, words) {
    const [command, rest] = firstWord(words);
    if (command === undefined) throw usageError(raw);
    const responses = await client.command(command, ...splitParams(rest));
    answer(
      responses.map((response) => visible([response.command, ...response.params].join(' '))),
      responses.map(({ command: name, source, params }) => ({ command: name, source, params })),
    );
  },
};

const motd: ChatCommand = {
  name: 'motd',
  usage: '',
  summary: 'show the message of the day',
  async run({ client, answer }) {
    const lines = (await client.command('MOTD'))
      .filter(({ command }) => command === '372')
      .map(({ params }) => (params.at(-1) ?? '').replace(/^- /, ''));
    answer(lines.length > 0 ? lines : ['there is no message of the day'], lines);
  },
};

const version: ChatCommand = {
  name: 'version',
  usage: '',
  summary: 'show the versions of client and server',
  async run({ client, answer }) {
    const responses = await client.command('VERSION');
    const reply = responses.find(({ command }) => command === '351');
    const server = reply?.params.slice(1).join(' ') ?? '?';
    const node = process.versions.node;
    answer([`client: threadline ${clientVersion}, node ${node}`, `server: ${server}`], {
      client: clientVersion,
      node,
      server,
    });
  },
};

/** Commands about the server. */
export const serverCommands: readonly ChatCommand[] = [raw, motd, version];

const kick: ChatCommand = {
  name: 'kick',
  usage: '<name> [reason]',
  summary: 'disconnect a user (operators only)',
  completes: 'names',
  async run({ client, answer }, words) {
    const [name, reason] = firstWord(words);
    if (name === undefined) throw usageError(kick);
    await client.command('KILL', name, ...(reason === '' ? [] : [reason]));
    answer([`${name} was kicked`], { name });
  },
};

const remove: ChatCommand = {
  name: 'remove',
  usage: '<name> [reason]',
  summary: 'remove a user from this room (operators only)',
  completes: 'names',
  async run({ client, focus, answer }, words) {
    const [name, reason] = firstWord(words);
    if (name === undefined) throw usageError(remove);
    const room = focus.room();
    await client.command('KICK', room, name, ...(reason === '' ? [] : [reason]));
    answer([`${name} was removed from ${room}`], { name, room });
  },
};

/** Creates a command that the server has under the same name. */
function serverCommand(description: Omit<ChatCommand, 'run'>): ChatCommand {
  return {
    ...description,
    async run(context: CommandContext, words: string) {
      const params = words.split(/\s+/).filter((word) => word !== '');
      if (params.length === 0 && !description.usage.startsWith('[')) throw usageError(description);
      await runServerCommand(context, description.name, ...params);
    },
  };
}

/** Commands for operators. */
export const moderationCommands: readonly ChatCommand[] = [
  kick,
  remove,
  serverCommand({
    name: 'mute',
    usage: '<name> [10m]',
    summary: 'mute a user (operators only)',
    completes: 'names',
  }),
  serverCommand({
    name: 'unmute',
    usage: '<name>',
    summary: 'unmute a user (operators only)',
    completes: 'names',
  }),
  serverCommand({
    name: 'ban',
    aliases: ['bans'],
    usage: '[name | address] [7d] [reason]',
    summary: 'ban an account or address, or list the bans (operators only)',
    completes: 'names',
  }),
  serverCommand({
    name: 'unban',
    usage: '<name | address>',
    summary: 'lift a ban (operators only)',
  }),
  serverCommand({
    name: 'flood',
    usage: 'off | <burst> <per second>',
    summary: 'limit how many lines each user may post (operators only)',
  }),
];
