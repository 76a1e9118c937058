import type { Attack, Target } from './attack.ts';
import { ircAttacks } from './irc-attacks.ts';
import { textAttacks } from './text-attacks.ts';
import type { Random } from '../random.ts';

/** The response to a guess: it is wrong, or there were too many. */
const notLetIn =
  /!! (Cannot log in: wrong name or password|Too many attempts|Cannot check a password now)/;

function guesses(random: Random, { names }: Target): string {
  return Array.from({ length: 3 }, () => {
    const name = random.pick(names);
    return `${random.next() < 0.5 ? name : name.toUpperCase()}\nguess-${random.integer(0, 1e9)}\n`;
  }).join('');
}

/** Attacks on the login. */
const loginAttacks: readonly Attack[] = [
  { name: 'guesses from one address', weight: 6, refusal: notLetIn, bytes: guesses },
  {
    name: 'guesses from many addresses',
    weight: 6,
    refusal: notLetIn,
    bytes: guesses,
    elsewhere: true,
  },
  {
    name: 'guesses by IRC',
    weight: 6,
    refusal: / 464 \S+ :(Cannot log in: wrong|Too many attempts|Cannot check a password now)/,
    bytes: (random, { names }) =>
      `PASS guess-${random.integer(0, 1e9)}\r\nNICK ${random.pick(names)}\r\nUSER x 0 * :x\r\n`,
  },
  {
    name: 'guesses of tokens',
    weight: 5,
    refusal: /!! Cannot resume the session: unknown or expired token/,
    bytes: (random) => `${random.bytes(32).toString('base64url')}\n`,
  },
  {
    name: 'a byte a second',
    weight: 0,
    slow: true,
    refusal: /!! Closed: no login within 1m/,
    bytes: () => 'somebody who takes for ever to write down what he is called, and then the rest',
  },
  {
    name: 'half a registration by IRC',
    weight: 0,
    slow: true,
    refusal: /ERROR :Closing link: no login within 1m/,
    bytes: () => `CAP LS 302\r\nNICK half\r\n${' '.repeat(60)}`,
  },
];

/** The header of a handshake record of 512 bytes. */
const recordHead = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]);

/** Attacks on TLS. */
const tlsAttacks: readonly Attack[] = [
  {
    name: 'TLS record full of nonsense',
    weight: 6,
    refusal: 'alert',
    bytes: (random) => Buffer.concat([recordHead, random.bytes(512)]),
  },
  {
    name: 'TLS of a version there never was',
    weight: 4,
    refusal: 'closed',
    bytes: (random) =>
      Buffer.concat([Buffer.from([0x16, 0x99, 0x99, 0x00, 0x20]), random.bytes(32)]),
  },
  {
    name: 'TLS hello that is never finished',
    weight: 3,
    refusal: 'closed',
    bytes: () => Buffer.concat([recordHead, Buffer.from([0x01, 0x00])]),
  },
];

/** All attacks. */
export const attacks: readonly Attack[] = [
  ...textAttacks,
  ...loginAttacks,
  ...ircAttacks,
  ...tlsAttacks,
];
