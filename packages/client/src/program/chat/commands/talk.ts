import { type ChatCommand, firstWord, usageOf } from './command.ts';

export const msg: ChatCommand = {
  name: 'msg',
  aliases: ['w', 'query'],
  usage: '<name> [text]',
  summary: 'say something to somebody alone; without a text, go on talking to them',
  completes: 'names',
  async run({ client, focus }, words) {
    const [name, text] = firstWord(words);
    if (name === undefined) throw usageOf(msg);
    if (text === '') focus.set(name);
    else await client.send(name, text);
  },
};

export const reply: ChatCommand = {
  name: 'reply',
  aliases: ['r'],
  usage: '<text>',
  summary: 'answer whoever wrote to you alone last',
  async run({ client, focus }, words) {
    if (words === '') throw usageOf(reply);
    if (focus.lastPrivate === undefined) throw new Error('Nobody has written to you alone yet');
    await client.send(focus.lastPrivate, words);
  },
};

export const me: ChatCommand = {
  name: 'me',
  usage: '<text>',
  summary: 'say what you do: /me waves',
  async run({ client, focus }, words) {
    if (words === '') throw usageOf(me);
    if (focus.current === undefined) throw new Error('You are in no room yet: /join one');
    await client.action(focus.current, words);
  },
};

export const away: ChatCommand = {
  name: 'away',
  usage: '[reason]',
  summary: 'tell others that you are away',
  async run({ client, answer }, words) {
    await client.away(words === '' ? 'away' : words);
    answer(['you are away - /back when you are back']);
  },
};

export const back: ChatCommand = {
  name: 'back',
  usage: '',
  summary: 'tell others that you are back',
  async run({ client, answer }) {
    await client.away();
    answer(['you are back']);
  },
};
