import { type Attack, noText } from './attack.ts';

const newLine = Buffer.from('\n');

/** Names that resemble another name. */
const lookAlikes = [
  'usеr1',
  'user1\u200b',
  'user１',
  'us\u202eer1',
  'ｕser1',
  'user1\u0301',
  'υser1',
];

/** Attacks on the text dialect. */
export const textAttacks: readonly Attack[] = [
  {
    name: 'garbage bytes',
    weight: 8,
    refusal: /!! Closed: lines that are not UTF-8/,
    bytes: (random) =>
      Buffer.concat(
        Array.from({ length: 6 }, () => [noText(random, random.integer(1, 900)), newLine]).flat(),
      ),
  },
  {
    name: 'line without an end',
    weight: 8,
    refusal: /!! Closed: a line without an end/,
    bytes: (random) => 'a'.repeat(random.integer(9000, 60_000)),
  },
  {
    name: 'lines too long',
    weight: 5,
    refusal: /!! That line has \d+ bytes and was not sent/,
    bytes: (random) => `${'b'.repeat(random.integer(1025, 8000))}\n`,
  },
  {
    name: 'flood before login',
    weight: 5,
    refusal: /!! Closed: more than \d+ lines before login/,
    bytes: () => 'somebody\n'.repeat(5000),
  },
  {
    name: 'flood in the chat',
    weight: 3,
    refusal: /!! (Too fast|Closed: you sent too many lines|You come and go too often)/,
    bytes: (random, { tokens }) => {
      const mark = random.integer(0, 1e9);
      const lines = Array.from({ length: 700 }, (_, index) => `flood ${mark} ${index}\n`);
      return `${random.pick(tokens)}\n${lines.join('')}`;
    },
  },
  {
    name: 'HTTP request',
    weight: 8,
    refusal: /HTTP\/1\.1 400 [^]*This is a chat server/,
    bytes: () => 'GET / HTTP/1.1\r\nHost: localhost:6667\r\nAccept: */*\r\n\r\n',
  },
  {
    name: 'HTTP request with commands in it',
    weight: 5,
    refusal: /HTTP\/1\.1 400 [^]*This is a chat server/,
    bytes: (_random, { tokens }) =>
      `POST / HTTP/1.1\r\nContent-Length: 90\r\n\r\n${tokens[0]}\r\nhello from a web page\r\n`,
  },
  {
    name: 'telnet option without an end',
    weight: 5,
    refusal: /!! Closed: a line without an end/,
    bytes: (random) =>
      Buffer.concat([Buffer.from([255, 250, 24]), random.bytes(3000).map((byte) => byte & 127)]),
  },
  {
    name: 'terminal escapes as a name',
    weight: 5,
    refusal: /!! (That is not a valid name|Cannot (use|register))|-- root is new here/,
    bytes: () => '\x1b]0;owned\x07\x1b[2J\x1b[8mroot\n',
  },
  {
    name: 'terminal escapes in the chat',
    weight: 2,
    refusal: /-- bye|!! You come and go too often/,
    bytes: (random, { tokens }) =>
      `${random.pick(tokens)}\nescape ${random.integer(0, 1e9)} \x1b[2J\x9b31m\x07\u202e\u200b\n/quit\n`,
  },
  {
    name: 'name that looks like another',
    weight: 5,
    refusal: /!! (Cannot use this name|That is not a valid name)/,
    bytes: (random) => `${random.pick(lookAlikes)}\nsome-secret\nsome-secret\n`,
  },
];
