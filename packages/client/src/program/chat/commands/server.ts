import type { IrcMessage } from '../../../irc/message.ts';
import { version as clientVersion } from '../../../version.ts';
import { type ChatCommand, type CommandContext, usageOf } from './command.ts';

/** What a server answers, for people. */
export function answerText({ command, params }: IrcMessage): string {
  if (/^\d{3}$/.test(command)) return params.slice(1).join(' ');
  return params.at(-1) ?? '';
}

/** Sends a command to the server, and shows its answer. */
export async function askServer(
  { client, answer }: CommandContext,
  command: string,
  ...params: readonly string[]
): Promise<void> {
  const answers = await client.command(command, ...params);
  const lines = answers.map(answerText).filter((text) => text !== '');
  answer(
    lines.length === 0 ? ['done'] : lines,
    answers.map((one) => ({ command: one.command, params: one.params })),
  );
}

/** A command that the server has under the same name. */
function serverCommand(
  name: string,
  usage: string,
  summary: string,
  more: Partial<ChatCommand> = {},
): ChatCommand {
  const command: ChatCommand = {
    name,
    usage,
    summary,
    ...more,
    async run(context, words) {
      const params = words.split(/\s+/).filter((word) => word !== '');
      if (params.length === 0 && !usage.startsWith('[')) throw usageOf(command);
      await askServer(context, name, ...params);
    },
  };
  return command;
}

const kick: ChatCommand = {
  name: 'kick',
  usage: '<name> [why]',
  summary: "close somebody's sessions; for operators",
  completes: 'names',
  async run(context, words) {
    const [name, ...why] = words.split(' ');
    if (name === undefined || name === '') throw usageOf(kick);
    await askServer(context, 'KILL', name, ...(why.length > 0 ? [why.join(' ')] : []));
  },
};

const remove: ChatCommand = {
  name: 'remove',
  usage: '<name> [why]',
  summary: 'put somebody out of this room; for operators',
  completes: 'names',
  async run({ client, focus }, words) {
    const [name, ...why] = words.split(' ');
    if (name === undefined || name === '') throw usageOf(remove);
    const reason = why.length > 0 ? [why.join(' ')] : [];
    await client.command('KICK', focus.room(undefined), name, ...reason);
  },
};

const motd: ChatCommand = {
  name: 'motd',
  usage: '',
  summary: 'the message of the day',
  async run({ client, answer }) {
    const lines = (await client.command('MOTD'))
      .filter(({ command }) => command === '372')
      .map(({ params }) => (params.at(-1) ?? '').replace(/^- /, ''));
    answer(lines.length > 0 ? lines : ['there is none'], lines);
  },
};

const version: ChatCommand = {
  name: 'version',
  usage: '',
  summary: 'what is running here, and what the server runs',
  async run({ client, answer }) {
    const answers = await client.command('VERSION');
    const server =
      answers
        .find(({ command }) => command === '351')
        ?.params.slice(1)
        .join(' ') ?? '?';
    const node = process.versions.node;
    answer([`client: threadline ${clientVersion}, node ${node}`, `server: ${server}`], {
      client: clientVersion,
      node,
      server,
    });
  },
};

/** What the server does. */
export const serverCommands: readonly ChatCommand[] = [
  motd,
  version,
  kick,
  remove,
  serverCommand('mute', '<name> [10m]', 'keep somebody from talking; for operators', {
    completes: 'names',
  }),
  serverCommand('unmute', '<name>', 'let somebody talk again; for operators', {
    completes: 'names',
  }),
  serverCommand(
    'ban',
    '[name | address] [7d] [why]',
    'keep an account or address out; alone, list the bans; for operators',
    { aliases: ['bans'], completes: 'names' },
  ),
  serverCommand('unban', '<name | address>', 'end a ban; for operators'),
  serverCommand(
    'flood',
    'off | <lines at once> <lines a second>',
    'how fast everybody may talk; for operators',
  ),
];
