import { formatDuration } from '../../../../../../common/text/duration.ts';
import type { Whois } from '../../../rooms/queries.ts';
import { type ChatCommand, firstWord, usageError } from './command.ts';

const who: ChatCommand = {
  name: 'who',
  aliases: ['names'],
  usage: '[#room]',
  summary: 'list the users in the room',
  completes: 'rooms',
  async run({ client, focus, answer }, words) {
    const [given] = firstWord(words);
    const room = focus.room(given);
    const members = await client.names(room);
    const names = members.map(({ name, rank }) => `${rank}${name}`);
    answer([`members of ${room}: ${names.join(', ') || 'none'}`], { room, members });
  },
};

const whois: ChatCommand = {
  name: 'whois',
  usage: '<name>',
  summary: 'show information about a user',
  completes: 'names',
  async run({ client, answer }, words) {
    const [name] = firstWord(words);
    if (name === undefined) throw usageError(whois);
    const found = await client.whois(name);
    answer(whoisLines(found), found);
  },
};

function whoisLines({
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
    ...(idleSeconds === undefined ? [] : [`  idle for ${formatDuration(idleSeconds * 1000)}`]),
    ...(away === undefined ? [] : [`  away: ${away}`]),
  ];
}

const away: ChatCommand = {
  name: 'away',
  usage: '[reason]',
  summary: 'set your status to away',
  async run({ client, answer }, words) {
    await client.away(words === '' ? 'away' : words);
    answer(['you are away - /back when you return']);
  },
};

const back: ChatCommand = {
  name: 'back',
  usage: '',
  summary: 'end your away status',
  async run({ client, answer }) {
    await client.away();
    answer(['you are back']);
  },
};

/** Commands about other users and the away status. */
export const peopleCommands: readonly ChatCommand[] = [who, whois, away, back];
