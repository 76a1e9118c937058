import { formatDuration, formatEnd } from '../../../../../common/text/duration.ts';
import { banPeriod, floodText, parseBan, parseFlood, parseMute } from '../../session/moderation.ts';
import { type Command, type CommandContext, firstWord, need } from '../command.ts';
import { info } from '../../render/text-lines.ts';

const kick: Command = {
  names: ['kick'],
  usage: '<name> [reason]',
  help: "closes a user's sessions",
  operator: true,
  async run(args, { session }) {
    const [name, reason] = firstWord(args);
    const { account } = await session.request('kick', {
      account: need(name, '/kick anna'),
      reason,
    });
    session.show(info(`${account} was kicked`));
  },
};

const mute: Command = {
  names: ['mute'],
  usage: '<name> [10m]',
  help: 'keeps a user from sending messages, for 10 minutes by default',
  operator: true,
  async run(args, { session }) {
    const [name, duration] = firstWord(args);
    const forMs = parseMute(duration);
    const { account } = await session.request('mute', {
      account: need(name, '/mute anna 10m'),
      forMs,
    });
    session.show(info(`${account} is muted for ${formatDuration(forMs)}`));
  },
};

const unmute: Command = {
  names: ['unmute'],
  usage: '<name>',
  help: 'ends a mute',
  operator: true,
  async run(args, { session }) {
    const name = need(args, '/unmute anna');
    const { account } = await session.request('mute', { account: name, forMs: 0 });
    session.show(info(`${account} is no longer muted`));
  },
};

const ban: Command = {
  names: ['ban', 'bans'],
  usage: '[name | address] [7d] [reason]',
  help: 'bans an account or an address, permanently or for a time; without arguments, lists the bans',
  operator: true,
  async run(args, context) {
    const { session } = context;
    const [name, rest] = firstWord(args);
    if (name === '') return listBans(context);
    const { forMs, reason } = parseBan(rest);
    const { target } = await session.request('ban', { target: name, forMs, reason });
    session.show(info(`${target} is banned ${banPeriod(forMs)}`));
  },
};

async function listBans({ session }: CommandContext): Promise<void> {
  let count = 0;
  await session.list('bans', {}, ({ bans }) => {
    count += bans.length;
    const lines = bans.map(({ target, by, reason, until }) =>
      info(`${target} ${formatEnd(until)}, by ${by}${reason ? `: ${reason}` : ''}`),
    );
    return lines.join('');
  });
  if (count === 0) session.show(info('nobody is banned'));
}

const unban: Command = {
  names: ['unban'],
  usage: '<name | address>',
  help: 'ends a ban',
  operator: true,
  async run(args, { session }) {
    const name = need(args, '/unban anna');
    const { target } = await session.request('ban', { target: name, forMs: 0, reason: '' });
    session.show(info(`${target} is no longer banned`));
  },
};

const flood: Command = {
  names: ['flood'],
  usage: 'off | <lines at once> <lines per second>',
  help: 'sets how fast all users may send lines',
  operator: true,
  async run(args, { session }) {
    const limits = parseFlood(args, '/flood 10 2, or /flood off');
    await session.request('flood', { limits });
    session.show(info(floodText(limits)));
  },
};

/** Commands for operators. */
export const moderationCommands: readonly Command[] = [kick, mute, unmute, ban, unban, flood];
