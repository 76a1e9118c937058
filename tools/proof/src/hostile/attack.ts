import type { Random } from '../random.ts';

/** What an attacker is told of the server. */
export interface Target {
  readonly port: number;
  /** Accounts that exist, with well-behaved people behind them. */
  readonly names: readonly string[];
  /** Tokens of accounts that attackers have themselves. */
  readonly tokens: readonly string[];
}

/** A kind of hostile client. */
export interface Attack {
  readonly name: string;
  /** How often it is chosen, among the others. */
  readonly weight: number;
  /**
   * What is to be in the answer: the line that refuses it, clearly. `alert`: what TLS says of it. `closed`: nothing, but it
   * is to be closed. Behind a question that was asked the answer stands in the same line.
   */
  readonly refusal: RegExp | 'alert' | 'closed';
  /** What is sent. */
  bytes(random: Random, target: Target): Buffer | string;
  /** It sends a byte a second, and holds its place for as long as it may. */
  readonly slow?: true;
  /** It comes from an address of its own. */
  readonly elsewhere?: true;
}

/** Bytes none of which is ASCII, or telnet's: no text, whatever is tried. */
export function noText(random: Random, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => random.integer(0x80, 0xbf)));
}
