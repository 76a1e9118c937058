import type { IrcCommand } from '../irc-command.ts';
import { deedLine } from '../said-lines.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

/** Calls oneself otherwise in full (IRCv3 setname). */
export const setname: IrcCommand = {
  name: 'SETNAME',
  kind: 'talk',
  params: 1,
  async run({ params: [text = ''] }, { session, voice, reply, nick, caps }) {
    const name = stripFormats(text).trim();
    if (name === '') return reply.fail('SETNAME', 'INVALID_REALNAME', [], 'That is no name');
    const set = await session.ask('real-name', { text: name });
    voice.realName = set.text;
    // In a room one is told with all the others.
    if (session.rooms.size > 0 || !caps.granted.has('setname')) return;
    reply.add(deedLine({ account: nick }, 'SETNAME', [set.text]));
  },
};
