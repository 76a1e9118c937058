import type { Account, Authenticator } from '../authenticator.ts';
import { formatDuration } from '../duration.ts';
import { plainText } from '../plain-text.ts';
import { isHttpRequest } from '../session/first-bytes.ts';
import { logFailedLogin, type LoginBy } from '../session/log-login.ts';
import { refuseHttp } from '../session/refuse-http.ts';
import type { Terminal } from './terminal.ts';
import { complaint, info } from './text-view.ts';

const maxNameBytes = 64;
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

/** Asks who is there until somebody proves to be; undefined when the client has gone, or had to. */
export async function login(
  terminal: Terminal,
  authenticator: Authenticator,
  maxFailures: number,
): Promise<Login | undefined> {
  const greeted = await identify(terminal, authenticator);
  for (let failures = 0; failures < maxFailures;) {
    const name = await askName(terminal, greeted);
    if (name === undefined) return undefined;
    try {
      const proved = await prove(terminal, authenticator, name);
      if (proved !== 'again') return proved;
    } catch (error) {
      const { code, message } = refusal(error);
      terminal.say(complaint(message));
      // A token is never logged.
      logFailedLogin(terminal.client.context, { name: tokenPattern.test(name) ? '' : name, code });
      failures += 1;
    }
  }
  const farewell = complaint('Too many failed attempts');
  terminal.client.close('too many failed attempts', 'closed', farewell);
  return undefined;
}

/** The name last seen from the address: a greeting must never fail a login. */
async function identify(terminal: Terminal, authenticator: Authenticator) {
  const name = await authenticator.identify(terminal.client.address).catch(() => undefined);
  if (name !== undefined)
    terminal.say(info(`Good to see you again, ${name}; if that is not you, give your own name`));
  return name;
}

async function askName(terminal: Terminal, greeted: string | undefined) {
  const question = greeted === undefined ? 'Name: ' : `Name [${plainText(greeted)}]: `;
  for (;;) {
    const answer = await terminal.ask(question);
    if (answer === undefined) return undefined;
    if (isHttpRequest(answer)) {
      refuseHttp(terminal.client);
      return undefined;
    }
    const name = answer.trim() || greeted;
    if (name === undefined) continue;
    if (plainText(name) === name && Buffer.byteLength(name) <= maxNameBytes + 40) return name;
    terminal.say(complaint('That cannot be a name'));
  }
}

/** Lets in by what fits: a token in place of the name, a new password, or the password there is. */
async function prove(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'again' | undefined> {
  const options = { address: terminal.client.address };
  if (tokenPattern.test(name)) {
    return { account: await authenticator.resume(name, options), by: 'token' };
  }
  if (!(await authenticator.exists(name))) return register(terminal, authenticator, name);
  const password = await terminal.ask('Password (or token): ', { hidden: true });
  if (password === undefined) return undefined;
  if (tokenPattern.test(password)) {
    const account = await authenticator.resume(password, options).catch(badToken);
    if (account?.name.toLowerCase() === name.toLowerCase()) return { account, by: 'token' };
  }
  return { account: await authenticator.verify(name, password, options), by: 'password' };
}

async function register(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'again' | undefined> {
  terminal.say(
    info(`${plainText(name)} is new here: choose a password, or press Enter for another name`),
  );
  for (;;) {
    const password = await terminal.ask('New password: ', { hidden: true });
    if (password === undefined) return undefined;
    if (password === '') return 'again';
    const repeated = await terminal.ask('The same again: ', { hidden: true });
    if (repeated === undefined) return undefined;
    if (repeated !== password) {
      terminal.say(complaint('Those were not the same'));
      continue;
    }
    try {
      const { address } = terminal.client;
      const account = await authenticator.register(name, password, { address });
      return { account, by: 'registration' };
    } catch (error) {
      const { code, message } = refusal(error);
      if (code !== 'ERR_AUTH_BAD_PASSWORD') throw error;
      terminal.say(complaint(message));
    }
  }
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
  if (code === 'ERR_AUTH_THROTTLED' && typeof retryAfterMs === 'number') {
    return { code, message: `Too many attempts: try again in ${formatDuration(retryAfterMs)}` };
  }
  if (code === 'ERR_AUTH_FILE') return { code, message: 'Nobody can log in right now' };
  return { code, message: typeof message === 'string' ? message : 'Not let in' };
}
