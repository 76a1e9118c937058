import type { IrcCommand } from '../irc-command.ts';
import { userLine } from '../../render/irc-message-lines.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Calls oneself otherwise in full (IRCv3 setname). */
export const setname: IrcCommand = {
  name: 'SETNAME',
  kind: 'talk',
  params: 1,
  async run({ params: [text = ''] }, { session, renderer, reply, nick, caps }) {
    const name = stripFormats(text).trim();
    if (name === '') return reply.fail('SETNAME', 'INVALID_REALNAME', [], 'That is no name');
    const set = await session.request('real-name', { text: name });
    renderer.realName = set.text;
    // In a room one is told with all the others.
    if (session.rooms.size > 0 || !caps.granted.has('setname')) return;
    reply.add(userLine({ account: nick }, 'SETNAME', [set.text]));
  },
};
