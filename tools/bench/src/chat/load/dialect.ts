import type { DialectName } from './plan.ts';

/** How a member comes in and speaks. */
export interface Dialect {
  /** What it sends first. */
  hello(name: string): string;
  /** What it sends when it has been told this, each once, in this order. */
  readonly steps: readonly { readonly told: string; readonly answer: string }[];
  /** It is in when it has been told this, after the steps. */
  readonly in: string;
  say(text: string): string;
}

const room = '#bench';

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  text: {
    hello: (name) => `${name}\r\nbench-password\r\n`,
    steps: [],
    in: '-- you are in #lobby',
    say: (text) => `${text}\r\n`,
  },
  irc: {
    hello: (name) => `NICK ${name}\r\nUSER bench 0 * :bench\r\n`,
    steps: [{ told: ' 001 ', answer: `JOIN ${room}\r\n` }],
    in: ' 366 ',
    say: (text) => `PRIVMSG ${room} :${text}\r\n`,
  },
};
