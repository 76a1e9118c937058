import { ChatError } from '../../errors.ts';
import type { Command } from '../command.ts';

/** Says why there is no other name to be had. */
export const nick: Command = {
  names: ['nick'],
  usage: '',
  help: 'says why you cannot change your name',
  run(_args, { session }) {
    throw new ChatError(
      'ERR_CHAT_DENIED',
      `You are ${session.account}: names are accounts here. For another, /quit and log in by it`,
    );
  },
};
