import { nameKey } from '../../../../common/names/account-name.ts';
import { badPassword } from '../errors.ts';

/** The longest password, in bytes of UTF-8. */
const maxPasswordBytes = 1024;

/**
 * The bytes to hash: the password's NFC form in UTF-8, so that it is the same on every keyboard (RFC 8265, section
 * 4.2.2). `undefined` for text that cannot be a password.
 */
export function passwordBytes(password: string): Buffer | undefined {
  if (password.length > maxPasswordBytes || !password.isWellFormed()) return undefined;
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
  return bytes.length > 0 && bytes.length <= maxPasswordBytes ? bytes : undefined;
}

/** @throws AuthError `ERR_AUTH_BAD_PASSWORD` if an account of this name cannot have this password. */
export function assertNewPassword(password: string, name: string, minLength: number): void {
  if ([...password].length < minLength) {
    throw badPassword(`expected at least ${minLength} characters`);
  }
  if (passwordBytes(password) === undefined) {
    throw badPassword(`expected at most ${maxPasswordBytes} bytes of valid Unicode`);
  }
  if (/\p{Cc}/u.test(password)) throw badPassword('expected no control characters');
  if (nameKey(password) === nameKey(name)) throw badPassword('expected it to differ from the name');
}
