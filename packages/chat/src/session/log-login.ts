import { failedLoginLine, nameInLog } from '../../../../common/log/failed-login.ts';
import { logBounded } from './bounded-log.ts';
import type { Context } from './context.ts';

export { nameInLog };

export type { LoginMethod as LoginBy } from '../protocol/enter-request.ts';

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

/** One line for each failed login, up to a bound for each address. */
export function logFailedLogin(context: Context, { name: text, code }: FailedLogin): void {
  const name = nameInLog(text);
  if (!guesses.has(code)) return logBounded(context, 'warn', 'login not possible', { name, code });
  logBounded(context, 'warn', failedLoginLine(context.remoteAddress, text), { code });
}
