import type { IrcCommand } from '../irc-command.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Says that one is away, or back. */
export const away: IrcCommand = {
  name: 'AWAY',
  kind: 'talk',
  async run({ params: [text = ''] }, { session, reply }) {
    await session.request('away', { text: text === '' ? undefined : stripFormats(text) });
    if (text === '') return reply.numeric('305', 'You are no longer marked as being away');
    reply.numeric('306', 'You have been marked as being away');
  },
};
