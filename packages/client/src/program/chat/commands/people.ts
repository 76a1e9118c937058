import type { Whois } from '../../../chat/asks.ts';
import { type ChatCommand, firstWord, usageOf } from './command.ts';

export const who: ChatCommand = {
  name: 'who',
  aliases: ['names'],
  usage: '[#room]',
  summary: 'who is in the room',
  completes: 'rooms',
  async run({ client, focus, answer }, words) {
    const [named] = firstWord(words);
    const room = focus.room(named);
    const members = await client.names(room);
    const names = members.map(({ name, rank }) => `${rank}${name}`);
    answer([`in ${room}: ${names.length === 0 ? 'nobody' : names.join(', ')}`], { room, members });
  },
};

export const whois: ChatCommand = {
  name: 'whois',
  usage: '<name>',
  summary: 'what the server tells about somebody',
  completes: 'names',
  async run({ client, answer }, words) {
    const [name] = firstWord(words);
    if (name === undefined) throw usageOf(whois);
    const found = await client.whois(name);
    answer(describe(found), found);
  },
};

function describe({
  name,
  user,
  host,
  realName,
  account,
  rooms,
  away,
  idleSeconds,
}: Whois): string[] {
  const origin =
    user === undefined ? '' : ` is ${user}@${host ?? '?'}${realName ? ` (${realName})` : ''}`;
  return [
    `${name}${origin}`,
    ...(account === undefined ? [] : [`  account ${account}`]),
    ...(rooms === undefined ? [] : [`  in ${rooms.join(' ')}`]),
    ...(idleSeconds === undefined ? [] : [`  silent for ${duration(idleSeconds)}`]),
    ...(away === undefined ? [] : [`  away: ${away}`]),
  ];
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const nick: ChatCommand = {
  name: 'nick',
  usage: '<name>',
  summary: 'why a name is not changed here',
  async run({ client, answer }, words) {
    const [name] = firstWord(words);
    const why =
      'A name is an account here: to have another one, leave and start with othername@host';
    if (name === undefined) return answer([`you are ${client.name}`, why], { name: client.name });
    try {
      await client.command('NICK', name);
    } catch {
      throw new Error(why);
    }
  },
};
