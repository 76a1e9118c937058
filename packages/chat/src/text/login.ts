import type { Authenticator } from '../authenticator.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { errorLines, info } from '../render/text-lines.ts';
import { isHttpRequest, isIrcCommand } from '../session/first-bytes.ts';
import { guest } from '../session/guest.ts';
import { logFailedLogin } from '../session/log-login.ts';
import type { LoginOptions } from '../session/login-options.ts';
import { isToken, type Login, proveBySecret, refusal } from '../session/proof.ts';
import { refuseHttp } from '../session/refuse-http.ts';
import type { Terminal } from './terminal.ts';
import type { TextOptions } from './text-options.ts';

/** What is given as a name may be a token, which is longer than any name. */
const maxNameOrTokenBytes = 104;

/**
 * Asks who is there until somebody proves to be; undefined when the client has gone, or had to. `irc` if it
 * speaks that: then its line is put back.
 */
export async function login(
  terminal: Terminal,
  authenticator: Authenticator,
  { maxLoginFailures = 3, guests = false, greetByName = true }: LoginOptions & TextOptions,
): Promise<Login | 'irc' | undefined> {
  const greeted = greetByName ? await identify(terminal, authenticator) : undefined;
  const hint = guests ? ' (or guest)' : '';
  for (let failures = 0; failures < maxLoginFailures;) {
    const name = await askName(terminal, hint, greeted);
    if (name === undefined) return undefined;
    if (isIrcCommand(name)) {
      terminal.endPrompt();
      terminal.input.putBack(name);
      return 'irc';
    }
    if (guests && name.toLowerCase() === 'guest') return guest();
    try {
      const proved = await prove(terminal, authenticator, name);
      if (proved !== 'again') return proved;
    } catch (error) {
      const { code, message } = refusal(error);
      terminal.send(errorLines(message));
      // A token is never logged.
      logFailedLogin(terminal.client.context, { name: isToken(name) ? '' : name, code });
      failures += 1;
    }
  }
  const farewell = errorLines('Too many failed attempts');
  terminal.client.close('too many failed attempts', 'closed', farewell);
  return undefined;
}

/** The name last seen from the address: a greeting must never fail a login. */
async function identify(terminal: Terminal, authenticator: Authenticator) {
  const name = await authenticator.identify(terminal.client.address).catch(() => undefined);
  if (name !== undefined)
    terminal.send(info(`Good to see you again, ${name}; if that is not you, give your own name`));
  return name;
}

/**
 * Asks a question. `/quit` and `/help` work at every prompt: as passwords they would be too short. Undefined if the client
 * has gone, or goes.
 */
async function ask(
  terminal: Terminal,
  question: string,
  { hidden = false, help }: { hidden?: boolean; help: string },
): Promise<string | undefined> {
  for (;;) {
    const answer = await terminal.ask(question, { hidden });
    const word = answer?.trim().toLowerCase();
    if (word === '/help') {
      terminal.send(info(help));
    } else if (word === '/quit') {
      terminal.client.close('', 'quit', info('bye'));
      return undefined;
    } else {
      return answer;
    }
  }
}

async function askName(terminal: Terminal, hint: string, greeted: string | undefined) {
  const known = greeted === undefined ? '' : ` [${plainText(greeted)}]`;
  const question = `Name${hint}${known}: `;
  for (;;) {
    const answer = await ask(terminal, question, {
      help: 'Give the name you have here, or a new one to make an account; /quit leaves',
    });
    if (answer === undefined) return undefined;
    if (isHttpRequest(answer)) {
      terminal.endPrompt();
      refuseHttp(terminal.client);
      return undefined;
    }
    if (isIrcCommand(answer)) return answer;
    const name = answer.trim() || greeted;
    if (name === undefined) continue;
    if (name.startsWith('/')) {
      terminal.send(errorLines('Commands work once you are in: give your name first, or /quit'));
      continue;
    }
    if (plainText(name) === name && Buffer.byteLength(name) <= maxNameOrTokenBytes) return name;
    terminal.send(errorLines('That cannot be a name'));
  }
}

/** Lets in by what fits: a token in place of the name, a new password, or the password there is. */
async function prove(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'again' | undefined> {
  const options = { address: terminal.client.address };
  if (isToken(name)) {
    return { account: await authenticator.resume(name, options), by: 'token' };
  }
  const check = await authenticator.checkName(name);
  if (check.ok) return register(terminal, authenticator, name);
  if (check.code !== 'ERR_AUTH_NAME_TAKEN') {
    terminal.send(errorLines(check.message));
    return 'again';
  }
  const password = await ask(terminal, 'Password (or token): ', {
    hidden: true,
    help: `Give the password of ${name}, or press Enter for another name; /quit leaves`,
  });
  if (password === undefined) return undefined;
  if (password === '') return 'again';
  return proveBySecret(authenticator, { name, secret: password, ...options });
}

async function register(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'again' | undefined> {
  terminal.send(
    info(`${plainText(name)} is new here: choose a password, or press Enter for another name`),
  );
  const help = 'Choose a password nobody can guess, or press Enter for another name; /quit leaves';
  for (;;) {
    const password = await ask(terminal, 'New password: ', { hidden: true, help });
    if (password === undefined) return undefined;
    if (password === '') return 'again';
    const check = await authenticator.checkPassword(name, password);
    if (!check.ok) {
      terminal.send(errorLines(check.message));
      continue;
    }
    const repeated = await ask(terminal, 'The same again: ', { hidden: true, help });
    if (repeated === undefined) return undefined;
    if (repeated !== password) {
      terminal.send(errorLines('Those were not the same'));
      continue;
    }
    try {
      const { address } = terminal.client;
      const account = await authenticator.register(name, password, { address });
      return { account, by: 'registration' };
    } catch (error) {
      const { code, message } = refusal(error);
      if (code !== 'ERR_AUTH_BAD_PASSWORD') throw error;
      terminal.send(errorLines(message));
    }
  }
}
