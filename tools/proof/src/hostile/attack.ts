import type { Random } from '../random.ts';

/** What an attacker knows of the server. */
export interface Target {
  readonly port: number;
  /** Accounts of other members. */
  readonly names: readonly string[];
  /** Tokens of the attackers' own accounts. */
  readonly tokens: readonly string[];
}

/** An attack. */
export interface Attack {
  readonly name: string;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /**
   * The line that must refuse it. `alert`: a TLS alert. `closed`: the connection ends without a response. After a question, the
   * response is on the same line.
   */
  readonly refusal: RegExp | 'alert' | 'closed';
  /** The bytes to send. */
  bytes(random: Random, target: Target): Buffer | string;
  /** Sends a byte per second, and stays as long as it can. */
  readonly slow?: true;
  /** Connects from its own address. */
  readonly elsewhere?: true;
}

/** Bytes that are neither ASCII nor telnet commands, and no valid UTF-8. */
export function noText(random: Random, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => random.integer(0x80, 0xbf)));
}
