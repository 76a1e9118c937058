import { formatDuration } from '../../duration.ts';
import { ChatError } from '../../errors.ts';
import { defaultFlood } from '../../flood.ts';
import { takeDuration } from '../../session/take-duration.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { showList } from '../show-list.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

const usualMuteMs = 600_000;

/** Keeps somebody from talking for a time. */
const mute: IrcCommand = {
  name: 'MUTE',
  params: 1,
  async run({ params: [name = '', ...words] }, { session, reply }) {
    const { durationMs: forMs = usualMuteMs, rest } = takeDuration(words.join(' '));
    if (rest !== '') {
      throw new ChatError('ERR_CHAT_BAD_INPUT', `Expected a duration such as 10m, got "${rest}"`);
    }
    const { account } = await session.request('mute', { account: name, forMs });
    reply.note('MUTE', 'MUTED', [account], `${account} is muted for ${formatDuration(forMs)}`);
  },
};

const unmute: IrcCommand = {
  name: 'UNMUTE',
  params: 1,
  async run({ params: [name = ''] }, { session, reply }) {
    const { account } = await session.request('mute', { account: name, forMs: 0 });
    reply.note('UNMUTE', 'UNMUTED', [account], `${account} may talk again`);
  },
};

const unban: IrcCommand = {
  name: 'UNBAN',
  params: 1,
  async run({ params: [name = ''] }, { session, reply }) {
    const { target } = await session.request('ban', { target: name, forMs: 0, reason: '' });
    reply.note('UNBAN', 'UNBANNED', [target], `${target} is not banned any more`);
  },
};

/** Keeps an account or an address out; without one, lists the bans. */
const ban: IrcCommand = {
  name: 'BAN',
  async run({ params: [name, ...words] }, context) {
    const { session, reply } = context;
    if (name === undefined) return await listBans(context);
    const { durationMs: forMs, rest } = takeDuration(words.join(' '));
    const { target } = await session.request('ban', {
      target: name,
      forMs,
      reason: stripFormats(rest),
    });
    const end = forMs === undefined ? 'for good' : `for ${formatDuration(forMs)}`;
    reply.note('BAN', 'BANNED', [target], `${target} is banned ${end}`);
  },
};

/** Lists the bans. */
const bans: IrcCommand = { name: 'BANS', run: (_message, context) => listBans(context) };

async function listBans(context: IrcCommandContext): Promise<void> {
  const { reply } = context;
  let count = 0;
  await showList(context, 'bans', {}, (part) => {
    count += part.bans.length;
    for (const { target, by, reason, until } of part.bans) {
      const end = until === undefined ? 'for good' : `until ${new Date(until).toISOString()}`;
      const why = reason === '' ? '' : `: ${reason}`;
      reply.note('BANS', 'BAN', [target], `${target} is banned ${end}, by ${by}${why}`);
    }
  });
  if (count === 0) reply.note('BANS', 'NO_BANS', [], 'Nobody is banned');
}

/** Changes how fast everybody may talk. */
const flood: IrcCommand = {
  name: 'FLOOD',
  params: 1,
  async run({ params }, { session, reply }) {
    const [burst = '', perSecond = ''] = params.join(' ').split(' ');
    if (burst.toLowerCase() === 'off') {
      await session.request('flood', { limits: 'off' });
      return reply.note('FLOOD', 'FLOOD_OFF', [], 'Everybody may talk as fast as they like');
    }
    if (!/^\d{1,6}$/.test(burst) || !/^\d{1,6}(?:\.\d+)?$/.test(perSecond)) {
      throw new ChatError(
        'ERR_CHAT_BAD_INPUT',
        'How? FLOOD <lines at once> <lines a second>, or FLOOD off',
      );
    }
    const limits = { ...defaultFlood, burst: Number(burst), perSecond: Number(perSecond) };
    await session.request('flood', { limits });
    const text = `Everybody may send ${limits.burst} lines, then ${limits.perSecond} a second`;
    reply.note('FLOOD', 'FLOOD_CHANGED', [burst, perSecond], text);
  },
};

/** What operators do about members, beside KICK and KILL; the words are those of the text dialect, or IRC's own. */
export const moderationCommands: readonly IrcCommand[] = [
  mute,
  unmute,
  ban,
  { ...ban, name: 'KLINE' },
  unban,
  { ...unban, name: 'UNKLINE' },
  bans,
  flood,
];
