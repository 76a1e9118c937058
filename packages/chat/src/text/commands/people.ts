import { formatDuration } from '../../../../../common/text/duration.ts';
import { ChatError } from '../../errors.ts';
import { roomName } from '../../protocol/names.ts';
import { type Command, need, needRoom } from '../command.ts';
import { info } from '../../render/text-lines.ts';

const maxIgnored = 100;

const who: Command = {
  names: ['who', 'names', 'list', 'users'],
  usage: '[room]',
  help: 'lists the members of a room, by default the current one',
  async run(args, { session }) {
    const room = args ? (roomName(args) ?? args) : needRoom(session);
    let isFirst = true;
    await session.list('who', { room }, ({ members, total }) => {
      const names = members
        .map(
          ({ account, away, operator }) =>
            `${account}${operator ? '*' : ''}${away ? ' (away)' : ''}`,
        )
        .sort((a, b) => a.localeCompare(b));
      const start = isFirst ? `in #${room} (${total}):` : `also in #${room}:`;
      isFirst = false;
      return info(`${start} ${names.join(', ')}`);
    });
  },
};

const whois: Command = {
  names: ['whois'],
  usage: '<name>',
  help: 'shows how long a user has been here, and in which rooms',
  async run(args, { session }) {
    const user = await session.request('whois', { account: need(args, '/whois anna') });
    const rooms = user.rooms.map((room) => `#${room}`).join(', ') || 'no room';
    const facts = [
      `here for ${formatDuration(user.onlineMs)}, in ${rooms}`,
      `idle for ${formatDuration(user.idleMs)}`,
      ...(user.operator ? ['operator'] : []),
      ...(user.sessions > 1 ? [`${user.sessions} sessions`] : []),
      ...(user.addresses.length > 0 ? [`from ${user.addresses.join(', ')}`] : []),
      ...(user.away === undefined ? [] : [`away: ${user.away}`]),
    ];
    session.show(info(`${user.account}: ${facts.join('; ')}`));
  },
};

const away: Command = {
  names: ['away', 'afk'],
  usage: '[reason]',
  help: 'marks you as away',
  kind: 'talk',
  async run(args, { session }) {
    await session.request('away', { text: args || 'away' });
    session.show(info('you are away; type /back when you return'));
  },
};

const back: Command = {
  names: ['back'],
  usage: '',
  help: 'marks you as back',
  kind: 'talk',
  async run(_args, { session }) {
    await session.request('away', { text: undefined });
    session.show(info('you are back'));
  },
};

const ignore: Command = {
  names: ['ignore'],
  usage: '[name]',
  help: 'hides everything from a user in this session; without a name, lists whom you ignore',
  run(args, { session }) {
    const name = args.toLowerCase();
    if (name === '') {
      const names = [...session.ignored].join(', ') || 'nobody';
      return session.show(info(`you ignore: ${names}`));
    }
    if (name === session.account.toLowerCase()) {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'You cannot ignore yourself');
    }
    if (session.ignored.size >= maxIgnored) {
      const text = `You already ignore ${maxIgnored} users; /unignore one first`;
      throw new ChatError('ERR_CHAT_FULL', text);
    }
    session.ignored.add(name);
    session.show(info(`you ignore ${args} now; /unignore ${args} ends that`));
  },
};

const unignore: Command = {
  names: ['unignore'],
  usage: '<name>',
  help: 'shows a user again whom you ignored',
  run(args, { session }) {
    if (!session.ignored.delete(need(args, '/unignore anna').toLowerCase())) {
      throw new ChatError('ERR_CHAT_BAD_INPUT', `You do not ignore ${args}`);
    }
    session.show(info(`you no longer ignore ${args}`));
  },
};

/** Commands about other users, and about how they see you. */
export const peopleCommands: readonly Command[] = [who, whois, away, back, ignore, unignore];
