import { formatDuration, formatEnd } from '../../../../../common/text/duration.ts';
import { stripFormats } from '../../../../../common/text/plain-text.ts';
import { ChatError } from '../../errors.ts';
import { banPeriod, floodText, parseBan, parseFlood, parseMute } from '../../session/moderation.ts';
import { addList, type IrcCommand, type IrcCommandContext } from '../command.ts';

/** Closes all sessions of a user; `KICK` removes a user from one channel. */
const kill: IrcCommand = {
  name: 'KILL',
  params: 1,
  async run({ params: [account = '', reason = ''] }, { session, response }) {
    try {
      await session.request('kick', { account, reason: stripFormats(reason) });
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_NOT_HERE') throw error;
      response.numeric('401', account, 'No such nick/channel');
    }
  },
};

const mute: IrcCommand = {
  name: 'MUTE',
  params: 1,
  async run({ params: [name = '', ...words] }, { session, response }) {
    const forMs = parseMute(words.join(' '));
    const { account } = await session.request('mute', { account: name, forMs });
    response.note('MUTE', 'MUTED', [account], `${account} is muted for ${formatDuration(forMs)}`);
  },
};

const unmute: IrcCommand = {
  name: 'UNMUTE',
  params: 1,
  async run({ params: [name = ''] }, { session, response }) {
    const { account } = await session.request('mute', { account: name, forMs: 0 });
    response.note('UNMUTE', 'UNMUTED', [account], `${account} is no longer muted`);
  },
};

const ban: IrcCommand = {
  name: 'BAN',
  async run({ params: [name, ...words] }, context) {
    const { session, response } = context;
    if (name === undefined) return await addBans(context);
    const { forMs, reason: text } = parseBan(words.join(' '));
    const reason = stripFormats(text);
    const { target } = await session.request('ban', { target: name, forMs, reason });
    response.note('BAN', 'BANNED', [target], `${target} is banned ${banPeriod(forMs)}`);
  },
};

const unban: IrcCommand = {
  name: 'UNBAN',
  params: 1,
  async run({ params: [name = ''] }, { session, response }) {
    const { target } = await session.request('ban', { target: name, forMs: 0, reason: '' });
    response.note('UNBAN', 'UNBANNED', [target], `${target} is no longer banned`);
  },
};

const bans: IrcCommand = { name: 'BANS', run: (_message, context) => addBans(context) };

async function addBans(context: IrcCommandContext): Promise<void> {
  const { response } = context;
  let count = 0;
  await addList(context, 'bans', {}, (part) => {
    count += part.bans.length;
    for (const { target, by, reason, until } of part.bans) {
      const because = reason === '' ? '' : `: ${reason}`;
      const text = `${target} is banned ${formatEnd(until)}, by ${by}${because}`;
      response.note('BANS', 'BAN', [target], text);
    }
  });
  if (count === 0) response.note('BANS', 'NO_BANS', [], 'Nobody is banned');
}

const flood: IrcCommand = {
  name: 'FLOOD',
  params: 1,
  async run({ params }, { session, response }) {
    const usage = 'FLOOD <lines at once> <lines per second>, or FLOOD off';
    const limits = parseFlood(params.join(' '), usage);
    await session.request('flood', { limits });
    if (limits === 'off') return response.note('FLOOD', 'FLOOD_OFF', [], floodText(limits));
    const context = [String(limits.burst), String(limits.perSecond)];
    response.note('FLOOD', 'FLOOD_CHANGED', context, floodText(limits));
  },
};

/** Commands for operators, under the names of the text dialect and under those of other IRC servers. */
export const moderationCommands: readonly IrcCommand[] = [
  kill,
  mute,
  unmute,
  ban,
  { ...ban, name: 'KLINE' },
  unban,
  { ...unban, name: 'UNKLINE' },
  bans,
  flood,
];
