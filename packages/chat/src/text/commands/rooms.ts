import { type Command, firstWord, need, needRoom } from '../command.ts';
import { info } from '../../render/text-lines.ts';

const join: Command = {
  names: ['join', 'j'],
  usage: '<room>',
  help: 'joins a room, or switches to one you are in',
  kind: 'rooms',
  async run(args, { session, renderer }) {
    await session.join(need(args, '/join garden'), (room) => renderer.entered(room));
  },
};

const part: Command = {
  names: ['part', 'leave'],
  usage: '[room] [reason]',
  help: 'leaves a room, by default the current one',
  kind: 'rooms',
  async run(args, { session }) {
    const [room, reason] = firstWord(args);
    const left = await session.part(room || needRoom(session), reason);
    const now = session.room
      ? `you are talking in #${session.room} now`
      : 'you are not in a room now';
    session.show(info(`you left #${left}, ${now}`));
  },
};

const rooms: Command = {
  names: ['rooms', 'channels'],
  usage: '',
  help: 'lists the rooms and their topics',
  cost: 5,
  async run(_args, { session }) {
    await session.list('rooms', {}, ({ rooms: found }) => {
      const lines = found.map(({ room, members, topic }) => {
        const joined = session.rooms.has(room) ? ', you are in' : '';
        const mark = room === session.room ? ', you are talking here' : joined;
        return info(`#${room} (${members}${mark})${topic ? ` ${topic}` : ''}`);
      });
      return lines.join('');
    });
  },
};

const topic: Command = {
  names: ['topic'],
  usage: '[text | -]',
  help: 'shows the topic of the room, sets it, or removes it with "-"',
  kind: 'talk',
  async run(args, { session }) {
    const room = needRoom(session);
    if (args !== '') {
      await session.request('topic', { room, text: args === '-' ? '' : args });
      session.show(info(args === '-' ? 'topic removed' : 'topic set'));
      return;
    }
    const { topic: state } = await session.request('room', { room });
    const { topic: text } = state;
    session.show(info(text ? `topic of #${room}: ${text}` : `#${room} has no topic`));
  },
};

/** Commands about rooms. */
export const roomCommands: readonly Command[] = [join, part, rooms, topic];
