import { type ChatCommand, type CommandContext, firstWord, usageError } from './command.ts';
import { runServerCommand } from './server.ts';

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
