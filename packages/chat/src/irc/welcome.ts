import type { Count } from '../protocol/requests.ts';
import { maxHistory } from '../history/query.ts';
import { version } from '../version.ts';
import { type IrcLine, serverName } from '../render/irc-line.ts';
import { maxChannels, maxTargets } from './command.ts';
import { numeric } from './response.ts';

/** The description of the server in `VERSION` and `WHOIS`. */
export const serverDescription = 'a chat with a thread for each client';

const startedAt = new Date();

const manyTargets = [
  ...['PRIVMSG', 'NOTICE'].map((command) => `${command}:${maxTargets}`),
  ...['JOIN', 'PART', 'NAMES'].map((command) => `${command}:${maxChannels}`),
].join(',');

/** The features of the server, as `RPL_ISUPPORT` lists them. */
function supported(network: string): string[] {
  return [
    `NETWORK=${network}`,
    'CASEMAPPING=ascii',
    'CHANTYPES=#',
    'CHANNELLEN=33',
    'CHANMODES=,,,n',
    'PREFIX=(o)@',
    'MODES=1',
    'NICKLEN=24',
    'NAMELEN=100',
    'TOPICLEN=300',
    'KICKLEN=200',
    'AWAYLEN=200',
    `TARGMAX=${manyTargets},WHOIS:1,KICK:1`,
    'SAFELIST',
    `CHATHISTORY=${maxHistory}`,
    'MSGREFTYPES=msgid,timestamp',
    'CLIENTTAGDENY=*',
    'UTF8ONLY',
  ];
}

/** The first lines that a registered client receives. */
export function welcomeLines(
  nick: string,
  network: string,
  { count, motd }: { count: Count; motd: readonly string[] },
): IrcLine[] {
  return [
    numeric(nick, '001', `Welcome to ${network}, ${nick}`),
    numeric(nick, '002', `Your host is ${serverName}, running version ${version}`),
    numeric(nick, '003', `This server was started ${startedAt.toISOString()}`),
    numeric(nick, '004', serverName, version, 'io', 'no', 'o'),
    ...supportLines(nick, network),
    ...countLines(nick, count),
    ...motdLines(nick, motd),
  ];
}

/** The features of the server, at most thirteen per line. */
export function supportLines(nick: string, network: string): IrcLine[] {
  const tokens = supported(network);
  const lines: IrcLine[] = [];
  for (let start = 0; start < tokens.length; start += 13) {
    const some = tokens.slice(start, start + 13);
    lines.push(numeric(nick, '005', ...some, 'are supported by this server'));
  }
  return lines;
}

/** How many users and channels there are. */
export function countLines(
  nick: string,
  { accounts, operators, sessions, rooms }: Count,
): IrcLine[] {
  const users = String(accounts);
  return [
    numeric(nick, '251', `There are ${users} users and 0 invisible on 1 server`),
    ...(operators > 0 ? [numeric(nick, '252', String(operators), 'operator(s) online')] : []),
    ...(rooms > 0 ? [numeric(nick, '254', String(rooms), 'channels formed')] : []),
    numeric(nick, '255', `I have ${sessions} clients and 0 servers`),
  ];
}

/** The message of the day, or the numeric that there is none. */
export function motdLines(nick: string, motd: readonly string[]): IrcLine[] {
  if (motd.length === 0) return [numeric(nick, '422', 'There is no message of the day')];
  return [
    numeric(nick, '375', `- ${serverName} message of the day -`),
    ...motd.map((line) => numeric(nick, '372', `- ${line}`)),
    numeric(nick, '376', 'End of /MOTD command'),
  ];
}
