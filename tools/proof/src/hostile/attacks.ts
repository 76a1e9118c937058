import type { Attack } from './attack.ts';
import { ircAttacks } from './irc-attacks.ts';
import { loginAttacks } from './login-attacks.ts';
import { textAttacks } from './text-attacks.ts';
import { tlsAttacks } from './tls-attacks.ts';

/** Every kind of hostile client. */
export const attacks: readonly Attack[] = [
  ...textAttacks,
  ...loginAttacks,
  ...ircAttacks,
  ...tlsAttacks,
];
