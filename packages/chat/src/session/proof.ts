import type { Account, Authenticator } from '../authenticator.ts';
import { formatDuration } from '../duration.ts';
import type { LoginBy } from './log-login.ts';

/** The shape of a token, as against a name or a password somebody made up. */
const tokenPattern = /^[\w.:~-]{40,}$/;

/** Who somebody proved to be, and by what. */
export interface Login {
  readonly account: Account;
  readonly by: LoginBy;
}

/** An error of an authenticator. */
interface Refusal {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retryAfterMs?: unknown;
}

/** Whether a text looks like a token. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Lets a name in by its password, or by a token of its own. @throws the authenticator's refusal */
export async function proveBySecret(
  authenticator: Authenticator,
  { name, secret, address }: { name: string; secret: string; address: string },
): Promise<Login> {
  if (isToken(secret)) {
    const account = await authenticator.resume(secret, { address }).catch(badToken);
    if (account?.name.toLowerCase() === name.toLowerCase()) return { account, by: 'token' };
  }
  return { account: await authenticator.verify(name, secret, { address }), by: 'password' };
}

/** What looked like a token may be a password all the same. */
function badToken(error: unknown): undefined {
  if (refusal(error).code === 'ERR_AUTH_BAD_TOKEN') return undefined;
  throw error;
}

/** What an authenticator's error is called, and what to show of it. */
export function refusal(error: unknown): { code: string; message: string } {
  const { code, message, retryAfterMs } = (error ?? {}) as Refusal;
  if (typeof code !== 'string' || !code.startsWith('ERR_AUTH_')) {
    return { code: 'unknown', message: 'That cannot be done right now' };
  }
  if (code === 'ERR_AUTH_TOO_MANY_LOGINS' && typeof retryAfterMs === 'number') {
    return { code, message: `Too many log-ins: try again in ${formatDuration(retryAfterMs)}` };
  }
  if (code === 'ERR_AUTH_THROTTLED' && typeof retryAfterMs === 'number') {
    return { code, message: `Too many attempts: try again in ${formatDuration(retryAfterMs)}` };
  }
  if (code === 'ERR_AUTH_FILE') return { code, message: 'Nobody can log in right now' };
  return { code, message: typeof message === 'string' ? message : 'Not let in' };
}
