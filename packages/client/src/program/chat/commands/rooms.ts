import { type ChatCommand, firstWord, usageError } from './command.ts';

const join: ChatCommand = {
  name: 'join',
  aliases: ['j'],
  usage: '<#room>',
  summary: 'join a room, or switch to one you are in',
  completes: 'rooms',
  async run({ client, focus }, words) {
    const [given, key] = firstWord(words);
    if (given === undefined) throw usageError(join);
    const room = client.isRoom(given) ? given : `#${given}`;
    const find = (): string | undefined => client.rooms.find((one) => client.isSame(one, room));
    if (find() === undefined) await client.join(room, key === '' ? undefined : key);
    const joined = find();
    if (joined === undefined) throw new Error(`The server did not let you join ${room}`);
    focus.set(joined);
  },
};

const part: ChatCommand = {
  name: 'part',
  aliases: ['leave'],
  usage: '[#room] [reason]',
  summary: 'leave this room, or the given one',
  completes: 'rooms',
  async run({ client, focus }, words) {
    const [first, rest] = firstWord(words);
    const given = first !== undefined && client.isRoom(first) ? first : undefined;
    const room = focus.room(given);
    const reason = given === undefined ? words : rest;
    await client.part(room, reason === '' ? undefined : reason);
    focus.left(room);
  },
};

const rooms: ChatCommand = {
  name: 'rooms',
  aliases: ['list'],
  usage: '',
  summary: 'list all rooms',
  async run({ client, answer }) {
    const all = (await client.list()).toSorted((one, other) => other.members - one.members);
    const widest = Math.max(0, ...all.map(({ room }) => room.length));
    answer(
      all.map(
        ({ room, members, topic }) =>
          `${room.padEnd(widest)}  ${String(members).padStart(4)}  ${topic}`.trimEnd() +
          (client.rooms.some((one) => client.isSame(one, room)) ? '  (joined)' : ''),
      ),
      all,
    );
  },
};

const topic: ChatCommand = {
  name: 'topic',
  usage: '[text]',
  summary: 'set the topic of this room; without text, show it',
  async run({ client, focus, answer }, words) {
    const room = focus.room();
    if (words !== '') return await client.setTopic(room, words);
    const text = client.topic(room) ?? '';
    answer([text === '' ? `${room} has no topic` : `topic of ${room}: ${text}`], {
      room,
      topic: text,
    });
  },
};

/** Commands about rooms. */
export const roomCommands: readonly ChatCommand[] = [join, part, rooms, topic];
