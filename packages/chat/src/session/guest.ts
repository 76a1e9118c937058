import type { Login } from './proof.ts';

/** Somebody without an account, by a name that nobody can have, nor anybody else just now. */
export function guest(): Login {
  const digits = Math.floor(Math.random() * 36 ** 6).toString(36);
  return { account: { name: `Guest-${digits.padStart(6, '0')}`, roles: [] }, by: 'guest' };
}
