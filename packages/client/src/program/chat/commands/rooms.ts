import { type ChatCommand, firstWord, usageOf } from './command.ts';

export const join: ChatCommand = {
  name: 'join',
  aliases: ['j'],
  usage: '<#room>',
  summary: 'enter a room, or go back to one you are in',
  completes: 'rooms',
  async run({ client, focus }, words) {
    const [named, key] = firstWord(words);
    if (named === undefined) throw usageOf(join);
    const room = client.isRoom(named) ? named : `#${named}`;
    const known = client.rooms.find((one) => client.isSame(one, room));
    if (known === undefined) await client.join(room, key === '' ? undefined : key);
    const entered = known ?? client.rooms.find((one) => client.isSame(one, room));
    if (entered === undefined) throw new Error(`The server has not let you into ${room}`);
    focus.set(entered);
  },
};

export const part: ChatCommand = {
  name: 'part',
  aliases: ['leave'],
  usage: '[#room] [reason]',
  summary: 'leave a room: the one you are in, or the one named',
  completes: 'rooms',
  async run({ client, focus }, words) {
    const [first, rest] = firstWord(words);
    const named = first !== undefined && client.isRoom(first) ? first : undefined;
    const room = focus.room(named);
    const reason = named === undefined ? words : rest;
    await client.part(room, reason === '' ? undefined : reason);
    focus.left(room);
  },
};

export const rooms: ChatCommand = {
  name: 'rooms',
  aliases: ['list'],
  usage: '',
  summary: 'the rooms there are',
  async run({ client, answer }) {
    const all = (await client.list()).toSorted((one, other) => other.members - one.members);
    const widest = Math.max(0, ...all.map(({ room }) => room.length));
    answer(
      all.map(
        ({ room, members, topic }) =>
          `${room.padEnd(widest)}  ${String(members).padStart(4)}  ${topic}`.trimEnd() +
          (client.rooms.some((one) => client.isSame(one, room)) ? '  (you are there)' : ''),
      ),
      all,
    );
  },
};

export const topic: ChatCommand = {
  name: 'topic',
  usage: '[text]',
  summary: "set the room's topic; without a text, show it",
  async run({ client, focus, answer }, words) {
    const room = focus.room(undefined);
    if (words !== '') return await client.setTopic(room, words);
    const text = client.topic(room) ?? '';
    answer([text === '' ? `${room} has no topic` : `${room} has the topic: ${text}`], {
      room,
      topic: text,
    });
  },
};
