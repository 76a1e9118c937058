import type { Command } from '../command.ts';
import { need, needRoom } from '../need.ts';

/** Says what one does. */
export const me: Command = {
  names: ['me'],
  usage: '<what you do>',
  help: 'says what you do: "/me waves" shows "* anna waves"',
  kind: 'talk',
  run(args, { session }) {
    session.post(needRoom(session), 'action', need(args, '/me waves'));
  },
};
