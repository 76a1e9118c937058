import type { Command } from '../command.ts';
import { need } from '../need.ts';

/** Joins a room, or turns to it. */
export const join: Command = {
  names: ['join', 'j'],
  usage: '<room>',
  help: 'joins a room, or turns to one you are in',
  kind: 'rooms',
  async run(args, { session }) {
    await session.join(need(args, '/join garden'));
  },
};
