import { type Attack, noText } from './attack.ts';

const newLine = Buffer.from('\r\n');

/** Attacks on the IRC dialect. */
export const ircAttacks: readonly Attack[] = [
  {
    name: 'IRC garbage',
    weight: 6,
    refusal: /ERROR :Closing link: lines that are not UTF-8/,
    bytes: (random) =>
      Buffer.concat([
        Buffer.from('NICK garbage\r\n'),
        ...Array.from({ length: 5 }, () => [noText(random, 100), newLine]).flat(),
      ]),
  },
  {
    name: 'IRC line without an end',
    weight: 6,
    refusal: /ERROR :Closing link: a line without an end/,
    bytes: () => `NICK endless\r\nUSER ${'x'.repeat(30_000)}`,
  },
  {
    name: 'IRC line too long',
    weight: 4,
    refusal: / 417 \S+ :Input line was too long/,
    bytes: () => `NICK long\r\nUSER ${'x'.repeat(2000)} 0 * :x\r\n`,
  },
  {
    name: 'IRC commands before registration',
    weight: 6,
    refusal: / 451 \S+ :You have not registered/,
    bytes: () => 'NICK early\r\nJOIN #lobby\r\nPRIVMSG #lobby :let me in\r\nKILL user0 :no\r\n',
  },
  {
    name: 'IRC names that cannot be',
    weight: 4,
    refusal: / 432 \S+ \S+ :Erroneous nickname/,
    bytes: () => 'NICK usеr1\r\nNICK \x1b[2Jroot\r\nNICK #lobby\r\nUSER x 0 * :x\r\n',
  },
  {
    name: 'IRC SASL nonsense',
    weight: 4,
    refusal: / 90[45] \S+ :SASL/,
    bytes: (random) =>
      `CAP REQ :sasl\r\nAUTHENTICATE PLAIN\r\nAUTHENTICATE ${random.bytes(30).toString('base64')}\r\n` +
      `AUTHENTICATE PLAIN\r\nAUTHENTICATE ${'A'.repeat(401)}\r\n`,
  },
  {
    name: 'IRC flood before registration',
    weight: 4,
    refusal: /ERROR :Closing link: more than \d+ lines before login/,
    bytes: () => `USER x 0 * :x\r\n${'NICK flood\r\n'.repeat(5000)}`,
  },
];
