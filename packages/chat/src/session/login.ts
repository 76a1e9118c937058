import { formatWait } from '../../../../common/text/duration.ts';
import { failedLoginLine, nameInLog } from '../../../../common/log/failed-login.ts';
import type { Account, Authenticator } from '../authenticator.ts';
import { ChatError } from '../errors.ts';
import type { LoginMethod } from '../protocol/enter-request.ts';
import type { Request, Responses } from '../protocol/requests.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import { logBounded } from './bounded-log.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import type { LineReader } from './lines.ts';

/** What both dialects serve a client with. */
export interface Services {
  readonly hub: HubConnection;
  readonly authenticator: Authenticator;
}

/** Login options of both dialects. */
export interface LoginOptions {
  /** Time to log in, in ms. @default 60_000 */
  readonly loginTimeoutMs?: number;
  /** Failed attempts to log in before the client is closed. @default 3 */
  readonly maxLoginFailures?: number;
  /** Admits guests, under names that cannot be registered, without a password. @default false */
  readonly guests?: boolean;
}

/** A successful login. */
export interface Login {
  readonly account: Account;
  readonly by: LoginMethod;
}

/** Lines a client may send before it has logged in: far more than any login needs. */
const maxLines = 100;

/** Closes a client that takes too long, or too many lines, to log in. Returns a function that lifts the limits. */
export function limitLogin(
  client: Client,
  lines: LineReader,
  timeoutMs = 60_000,
  farewell: (reason: string) => string,
): () => void {
  const timer = setTimeout(() => {
    const reason = `no login within ${formatWait(timeoutMs)}`;
    client.close('login timeout', 'closed', farewell(reason));
  }, timeoutMs);
  let count = 0;
  lines.onTake = () => {
    count += 1;
    if (count <= maxLines) return;
    const reason = `more than ${maxLines} lines before login`;
    client.close('too many lines before login', 'flood', farewell(reason));
  };
  const stop = (): void => {
    clearTimeout(timer);
    lines.onTake = () => {};
  };
  client.onGone(stop);
  return stop;
}

/** The shape of a token; no name is that long. */
const tokenPattern = /^[\w.:~-]{40,}$/;

/** Whether a text looks like a token. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Logs a name in by its password or one of its tokens. @throws the authenticator's error */
export async function logInBySecret(
  authenticator: Authenticator,
  { name, secret, address }: { name: string; secret: string; address: string },
): Promise<Login> {
  if (isToken(secret)) {
    const account = await authenticator.resume(secret, { address }).catch(ignoreBadToken);
    if (account?.name.toLowerCase() === name.toLowerCase()) return { account, by: 'token' };
  }
  return { account: await authenticator.verify(name, secret, { address }), by: 'password' };
}

/** A password may look like a token. */
function ignoreBadToken(error: unknown): undefined {
  if (authFailure(error).code === 'ERR_AUTH_BAD_TOKEN') return undefined;
  throw error;
}

/** Makes up a guest. Its name cannot be registered; the hub keeps two guests from sharing one. */
export function guestLogin(): Login {
  const digits = Math.floor(Math.random() * 36 ** 6).toString(36);
  return { account: { name: `Guest-${digits.padStart(6, '0')}`, roles: [] }, by: 'guest' };
}

/** The code of an authenticator's error, `unknown` for any other error, and a message that may be shown to the user. */
export function authFailure(error: unknown): { code: string; message: string } {
  const { code, message, retryAfterMs } = (error ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string' || !code.startsWith('ERR_AUTH_')) {
    return { code: 'unknown', message: 'That is not possible right now' };
  }
  if (code === 'ERR_AUTH_TOO_MANY_LOGINS' && typeof retryAfterMs === 'number') {
    return { code, message: `Too many logins: try again in ${formatWait(retryAfterMs)}` };
  }
  if (code === 'ERR_AUTH_THROTTLED' && typeof retryAfterMs === 'number') {
    return { code, message: `Too many attempts: try again in ${formatWait(retryAfterMs)}` };
  }
  if (code === 'ERR_AUTH_FILE' || code === 'ERR_AUTH_CLOSED')
    return { code, message: 'Login is not available right now' };
  return { code, message: typeof message === 'string' ? message : 'Login failed' };
}

/** Failures that may be attempts to guess a password or a token. */
const guesses: ReadonlySet<string> = new Set([
  'ERR_AUTH_BAD_CREDENTIALS',
  'ERR_AUTH_BAD_TOKEN',
  'ERR_AUTH_THROTTLED',
]);

/** Logs a failed login. `name` is empty if a token was tried. */
export function logFailedLogin(
  context: Context,
  { name, code }: { readonly name: string; readonly code: string },
): void {
  if (guesses.has(code)) {
    return logBounded(context, 'warn', failedLoginLine(context.remoteAddress, name), { code });
  }
  logBounded(context, 'warn', 'login not possible', { name: nameInLog(name), code });
}

/** How long a client whose entry was refused waits for the refusal, so that it cannot retry faster. */
const refusalDelayMs = 2000;

/**
 * Asks the hub to let a session in. If the account or its address logs in too often, waits as long as the hub says and
 * asks once more.
 *
 * @throws ChatError as the hub refuses
 */
export async function requestEntry(
  hub: HubConnection,
  client: Client,
  request: Request & { type: 'enter' },
  onEntered: (entered: Responses['enter']) => void,
): Promise<void> {
  try {
    await hub.request<'enter'>(request, onEntered);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_TOO_FAST') throw error;
    await client.sleep(error.retryAfterMs ?? refusalDelayMs);
    if (error.retryAfterMs === undefined || client.gone) throw error;
    await hub.request<'enter'>({ ...request, waited: true }, onEntered);
  }
}
