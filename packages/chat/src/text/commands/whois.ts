import { formatDuration } from '../../duration.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';

/** What there is to know of somebody. */
export const whois: Command = {
  names: ['whois'],
  usage: '<name>',
  help: 'shows since when somebody is here, and where',
  async run(args, { session }) {
    const who = await session.request('whois', { account: need(args, '/whois anna') });
    const here = formatDuration(who.onlineMs);
    const rooms = who.rooms.map((room) => `#${room}`).join(', ') || 'no room';
    const facts = [
      `here for ${here}, in ${rooms}`,
      `silent for ${formatDuration(who.idleMs)}`,
      ...(who.operator ? ['operator'] : []),
      ...(who.sessions > 1 ? [`${who.sessions} sessions`] : []),
      ...(who.addresses.length > 0 ? [`from ${who.addresses.join(', ')}`] : []),
      ...(who.away === undefined ? [] : [`away: ${who.away}`]),
    ];
    session.show(info(`${who.account}: ${facts.join('; ')}`));
  },
};
