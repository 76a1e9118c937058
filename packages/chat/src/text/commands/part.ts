import { info } from '../../render/text-lines.ts';
import { type Command, firstWord } from '../command.ts';
import { needRoom } from '../need.ts';

/** Leaves a room. */
export const part: Command = {
  names: ['part', 'leave'],
  usage: '[room] [why]',
  help: 'leaves the room',
  kind: 'rooms',
  async run(args, { session }) {
    const [room, reason] = firstWord(args);
    const left = await session.part(room || needRoom(session), reason);
    const now = session.room ? `you are talking in #${session.room} now` : 'you are in no room now';
    session.show(info(`you left #${left}, ${now}`));
  },
};
