import { ChatError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { need } from '../need.ts';
import { tell } from './msg.ts';

/** Answers the last private message. */
export const reply: Command = {
  names: ['reply', 'r'],
  usage: '<text>',
  help: 'replies to the last private message',
  kind: 'talk',
  async run(args, scene) {
    const to = scene.session.lastFrom;
    if (to === undefined) {
      throw new ChatError('ERR_CHAT_NOT_HERE', 'Nobody has told you anything yet');
    }
    await tell(scene, to, need(args, '/reply hello'));
  },
};
