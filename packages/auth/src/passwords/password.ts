import { badPassword } from '../errors.ts';
import { nameKey } from '../accounts/name.ts';

/** The longest password, in bytes of UTF-8. */
export const maxPasswordBytes = 1024;

/**
 * What is hashed for a password: its NFC form as UTF-8, so that one password typed on two keyboards is one (RFC
 * 8265, section 4.2). `undefined` for what can never have been accepted.
 */
export function passwordBytes(password: string): Buffer | undefined {
  if (password.length > maxPasswordBytes || !password.isWellFormed()) return undefined;
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
  return bytes.length > 0 && bytes.length <= maxPasswordBytes ? bytes : undefined;
}

/** @throws AuthError `ERR_AUTH_BAD_PASSWORD` when an account cannot get this password. */
export function assertNewPassword(password: string, name: string, minLength: number): void {
  if ([...password].length < minLength) {
    throw badPassword(`expected at least ${minLength} characters`);
  }
  if (passwordBytes(password) === undefined) {
    throw badPassword(`expected at most ${maxPasswordBytes} bytes of valid Unicode`);
  }
  if (/\p{Cc}/u.test(password)) throw badPassword('expected no control characters');
  if (nameKey(password) === nameKey(name)) {
    throw badPassword('expected something else than the name');
  }
}
