import type { Login } from './proof.ts';

/** Names that begin so cannot be registered: guests have them. */
const guestPattern = /^guest-/i;

/** Somebody without an account, by a name that nobody can have, nor anybody else just now. */
export function guest(): Login {
  const digits = Math.floor(Math.random() * 36 ** 6).toString(36);
  return { account: { name: `Guest-${digits.padStart(6, '0')}`, roles: [] }, by: 'guest' };
}

/** The account behind a name; undefined for a guest. */
export function accountOf(name: string): string | undefined {
  return guestPattern.test(name) ? undefined : name;
}
