import { stripFormats } from '../../../../../common/text/plain-text.ts';
import { accountOf } from '../../protocol/names.ts';
import type { MemberState, WhoisState } from '../../protocol/requests.ts';
import { bytesBehind, serverName } from '../../render/irc-line.ts';
import { channelOf, userHost, userLine } from '../../render/irc-message-lines.ts';
import { addList, findNick, type IrcCommand, type IrcCommandContext, roomIn } from '../command.ts';
import { middleParam, wrapWords } from '../response.ts';
import { serverDescription } from '../welcome.ts';

const who: IrcCommand = {
  name: 'WHO',
  async run({ params: [mask = ''] }, context) {
    const { response, session } = context;
    const room = mask.startsWith('#') ? roomIn(session, mask) : undefined;
    if (room !== undefined) {
      await addList(context, 'who', { room }, ({ members }) => {
        for (const member of members) addWho(channelOf(room), member, context);
      });
    } else if (mask !== '' && !mask.startsWith('#')) {
      const found = await findNick(session, mask);
      if (found) addWho('*', found, context);
    }
    response.numeric('315', mask || '*', 'End of /WHO list');
  },
};

function addWho(channel: string, member: MemberState, { response }: IrcCommandContext): void {
  const { account, realName, away, operator } = member;
  const flags = `${away === undefined ? 'H' : 'G'}${operator ? '*@' : ''}`;
  const params = [channel, account, userHost, serverName, account, flags, `0 ${realName}`];
  response.numeric('352', ...params);
}

const whois: IrcCommand = {
  name: 'WHOIS',
  async run({ params }, context) {
    const { response, session } = context;
    // If there are two parameters, the first one is the server to ask.
    const nick = params[1] ?? params[0] ?? '';
    if (nick === '') return response.numeric('431', 'No nickname given');
    const found = await findNick(session, nick);
    if (found) addWhois(found, context);
    else response.numeric('401', nick, 'No such nick/channel');
    response.numeric('318', nick, 'End of /WHOIS list');
  },
};

function addWhois(state: WhoisState, { response }: IrcCommandContext): void {
  const { account, realName, operator, away, rooms, idleMs, onlineMs, addresses } = state;
  response.numeric('311', account, account, userHost, '*', realName);
  const channels = rooms.map((room) => `${operator ? '@' : ''}${channelOf(room)}`);
  for (const text of wrapWords(channels, bytesBehind('319', response.nick, account))) {
    response.numeric('319', account, text);
  }
  response.numeric('312', account, serverName, serverDescription);
  if (operator) response.numeric('313', account, 'is an operator');
  if (accountOf(account) !== undefined) {
    response.numeric('330', account, account, 'is logged in as');
  }
  for (const address of addresses) {
    response.numeric('338', account, middleParam(address), 'is connecting from');
  }
  if (away !== undefined) response.numeric('301', account, away);
  const idle = String(Math.floor(idleMs / 1000));
  const since = String(Math.floor((Date.now() - onlineMs) / 1000));
  response.numeric('317', account, idle, since, 'seconds idle, signon time');
}

/** How many nicks one command may ask about. */
const maxNicks = { ISON: 30, USERHOST: 5 };

const ison: IrcCommand = {
  name: 'ISON',
  params: 1,
  async run({ params }, context) {
    const found = await findOnline(nicksOf(params, maxNicks.ISON), context);
    context.response.numeric('303', found.map(({ account }) => account).join(' '));
  },
};

/** Shows who is online and who is away; everybody has the same host. */
const userhost: IrcCommand = {
  name: 'USERHOST',
  params: 1,
  async run({ params }, context) {
    const found = await findOnline(nicksOf(params, maxNicks.USERHOST), context);
    const states = found.map(({ account, operator, away }) => {
      const flags = `${operator ? '*' : ''}=${away === undefined ? '+' : '-'}`;
      return `${account}${flags}${account}@${userHost}`;
    });
    context.response.numeric('302', states.join(' '));
  },
};

function nicksOf(params: readonly string[], max: number): string[] {
  const words = params.flatMap((param) => param.split(' '));
  return words.filter((word) => word !== '').slice(0, max);
}

async function findOnline(
  accounts: readonly string[],
  { session }: IrcCommandContext,
): Promise<readonly MemberState[]> {
  return (await session.request('present', { accounts })).members;
}

const away: IrcCommand = {
  name: 'AWAY',
  kind: 'talk',
  async run({ params: [text = ''] }, { session, response }) {
    await session.request('away', { text: text === '' ? undefined : stripFormats(text) });
    if (text === '') return response.numeric('305', 'You are no longer marked as being away');
    response.numeric('306', 'You have been marked as being away');
  },
};

/** Changes the real name (IRCv3 setname). */
const setname: IrcCommand = {
  name: 'SETNAME',
  kind: 'talk',
  params: 1,
  async run({ params: [text = ''] }, { session, renderer, response, nick, caps }) {
    const name = stripFormats(text).trim();
    if (name === '') {
      return response.fail('SETNAME', 'INVALID_REALNAME', [], 'The real name must not be empty');
    }
    const set = await session.request('real-name', { text: name });
    renderer.realName = set.text;
    // In a room, the session sees its own change as all members do.
    if (session.rooms.size > 0 || !caps.granted.has('setname')) return;
    response.add(userLine({ account: nick }, 'SETNAME', [set.text]));
  },
};

/** Commands about users. */
export const peopleCommands: readonly IrcCommand[] = [who, whois, ison, userhost, away, setname];
