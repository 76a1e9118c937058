import { ChatError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';
import { sendPrivateMessage } from './msg.ts';

/** Answers the last private message. */
export const reply: Command = {
  names: ['reply', 'r'],
  usage: '<text>',
  help: 'replies to the last private message',
  kind: 'talk',
  async run(args, context) {
    const to = context.session.lastFrom;
    if (to === undefined) {
      throw new ChatError('ERR_CHAT_NOT_HERE', 'Nobody has told you anything yet');
    }
    await sendPrivateMessage(context, to, need(args, '/reply hello'));
  },
};
