import { plainText } from '../../../../common/text/plain-text.ts';
import { logBounded } from './bounded-log.ts';
import type { Context } from './context.ts';

/** By what somebody proved who they are. */
export type LoginBy = 'password' | 'token' | 'registration' | 'guest';

const maxNameLength = 64;

/** What the log of a login attempt is made of. */
interface FailedLogin {
  /** The name that was tried; empty if a token was. */
  readonly name: string;
  /** Why it failed, an authenticator's code. */
  readonly code: string;
}

/** Somebody guessed, or went on guessing; anything else is no sign of a break-in. */
const guesses: ReadonlySet<string> = new Set([
  'ERR_AUTH_BAD_CREDENTIALS',
  'ERR_AUTH_BAD_TOKEN',
  'ERR_AUTH_THROTTLED',
]);

/**
 * One line for each failed login, up to a bound for each address, as tools that watch for break-in attempts want it: the address stands
 * before the name, which is quoted, so that no name can pass for another address.
 */
export function logFailedLogin(context: Context, { name: text, code }: FailedLogin): void {
  const name = nameInLog(text);
  if (!guesses.has(code)) return logBounded(context, 'warn', 'login not possible', { name, code });
  const quoted = JSON.stringify(name);
  logBounded(context, 'warn', `login failed ip=${context.remoteAddress} name=${quoted}`, { code });
}

/** A name as it stands in a log. */
export function nameInLog(name: string): string {
  return plainText(plainText(name).slice(0, maxNameLength));
}
