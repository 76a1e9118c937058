import { roomIn } from '../find.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { channelOf } from '../../render/irc-message-lines.ts';

/** Shows modes, which are what they are: rooms are open to all, and nobody's whereabouts are shown. */
export const mode: IrcCommand = {
  name: 'MODE',
  params: 1,
  run({ params: [target = '', change] }, context) {
    if (target.startsWith('#')) return ofRoom(target, change, context);
    return ofUser(target, change, context);
  },
};

function ofRoom(
  channel: string,
  change: string | undefined,
  { session, reply }: IrcCommandContext,
): void {
  const room = roomIn(session, channel);
  if (room === undefined) {
    return reply.numeric('442', channel, 'You are not in that channel');
  }
  const name = channelOf(room);
  if (change === undefined) return reply.numeric('324', name, '+n');
  switch (change.replace(/^\+/, '')) {
    case 'b':
      return reply.numeric('368', name, 'End of channel ban list');
    case 'n':
      return;
    default:
      return reply.numeric('482', name, 'The modes of channels do not change here');
  }
}

function ofUser(
  name: string,
  change: string | undefined,
  { session, reply, nick }: IrcCommandContext,
): void {
  if (name.toLowerCase() !== nick.toLowerCase()) {
    return reply.numeric('502', "You can't change the mode of others");
  }
  if (change === undefined) return reply.numeric('221', session.identity.operator ? '+io' : '+i');
  // Everybody is invisible always, so that clients may ask for it as they do.
  if (!/^\+?[iwx]*$/.test(change)) reply.numeric('501', 'Unknown MODE flag');
}
