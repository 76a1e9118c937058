import { accountOf } from '../../protocol/names.ts';
import type { WhoisState } from '../../protocol/requests.ts';
import { findNick } from '../find.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { bytesBehind, serverName } from '../../render/irc-line.ts';
import { channelOf, userHost } from '../../render/irc-message-lines.ts';
import { wrapWords } from '../wrap-words.ts';

/** What there is to know of somebody who is here. */
export const whois: IrcCommand = {
  name: 'WHOIS',
  async run({ params }, context) {
    const { reply, session } = context;
    // With two parameters the first one is the server to ask.
    const nick = params[1] ?? params[0] ?? '';
    if (nick === '') return reply.numeric('431', 'No nickname given');
    const found = await findNick(session, nick);
    if (found) show(found, context);
    else reply.numeric('401', nick, 'No such nick/channel');
    reply.numeric('318', nick, 'End of /WHOIS list');
  },
};

function show(state: WhoisState, { reply }: IrcCommandContext): void {
  const { account, realName, operator, away, rooms, idleMs, onlineMs: hereMs, addresses } = state;
  reply.numeric('311', account, account, userHost, '*', realName);
  const channels = rooms.map((room) => `${operator ? '@' : ''}${channelOf(room)}`);
  for (const text of wrapWords(channels, bytesBehind('319', reply.nick, account))) {
    reply.numeric('319', account, text);
  }
  reply.numeric('312', account, serverName, 'a chat with a thread for each client');
  if (operator) reply.numeric('313', account, 'is an operator of this chat');
  if (accountOf(account) !== undefined) {
    reply.numeric('330', account, account, 'is logged in as');
  }
  for (const address of addresses) {
    // A parameter within a line cannot begin with a colon, as `::1` does.
    const shown = address.startsWith(':') ? `0${address}` : address;
    reply.numeric('338', account, shown, 'is connecting from');
  }
  if (away !== undefined) reply.numeric('301', account, away);
  const idle = String(Math.floor(idleMs / 1000));
  const since = String(Math.floor((Date.now() - hereMs) / 1000));
  reply.numeric('317', account, idle, since, 'seconds idle, signon time');
}

/** Who somebody was is not kept. */
export const whowas: IrcCommand = {
  name: 'WHOWAS',
  run({ params: [nick = ''] }, { reply }) {
    if (nick === '') return reply.numeric('431', 'No nickname given');
    reply.numeric('406', nick, 'There was no such nickname');
    reply.numeric('369', nick, 'End of WHOWAS');
  },
};
