import { plainText } from '../../../../common/text/plain-text.ts';
import type { Authenticator } from '../authenticator.ts';
import { isHttpRequest, isIrcCommand, rejectHttp } from '../session/dialect.ts';
import {
  authFailure,
  guestLogin,
  isToken,
  logFailedLogin,
  logInBySecret,
  type Login,
  type LoginOptions,
} from '../session/login.ts';
import type { TelnetEcho, Terminal } from './input.ts';
import { errorLines, info } from '../render/text-lines.ts';

/** Options of the text dialect. */
export interface TextOptions {
  /** The first line a client sees. @default 'Welcome to the chat.' */
  readonly greeting?: string;
  /**
   * Greets clients by the name last used from their address, and offers that name. Others behind the same address see it
   * too. @default true
   */
  readonly greetByName?: boolean;
  /**
   * `auto` hides passwords from clients that have spoken telnet or end their lines as telnet does, so that no other
   * client receives telnet's bytes. @default 'auto'
   */
  readonly telnetEcho?: TelnetEcho;
}

/** Longest answer to the question for the name, which may be a token. */
const maxNameOrTokenBytes = 104;

/**
 * Asks for a name and a password until they are right. Resolves to undefined once the client has left or was closed, and
 * to `irc` if it speaks that; its line is then put back.
 */
export async function logIn(
  terminal: Terminal,
  authenticator: Authenticator,
  { maxLoginFailures = 3, guests = false, greetByName = true }: LoginOptions & TextOptions,
): Promise<Login | 'irc' | undefined> {
  const knownName = greetByName ? await greetKnown(terminal, authenticator) : undefined;
  const hint = guests ? ' (or guest)' : '';
  for (let failures = 0; failures < maxLoginFailures;) {
    const name = await askName(terminal, hint, knownName);
    if (name === undefined) return undefined;
    if (isIrcCommand(name)) {
      terminal.endPrompt();
      terminal.lines.putBack(name);
      return 'irc';
    }
    if (guests && name.toLowerCase() === 'guest') return guestLogin();
    try {
      const login = await logInAs(terminal, authenticator, name);
      if (login !== 'ask-again') return login;
    } catch (error) {
      const { code, message } = authFailure(error);
      terminal.send(errorLines(message));
      // A token must not be logged.
      logFailedLogin(terminal.client.context, { name: isToken(name) ? '' : name, code });
      failures += 1;
    }
  }
  const farewell = errorLines('Too many failed attempts');
  terminal.client.close('too many failed attempts', 'closed', farewell);
  return undefined;
}

/** Greets by the name last used from the client's address. A failure here does not prevent the login. */
async function greetKnown(terminal: Terminal, authenticator: Authenticator) {
  const name = await authenticator.identify(terminal.client.address).catch(() => undefined);
  if (name === undefined) return undefined;
  terminal.send(info(`Good to see you again, ${name}; if that is not you, enter your own name`));
  return name;
}

/** Asks a question until the answer is not `/help`; undefined if it is `/quit`, or the client has left. */
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

async function askName(terminal: Terminal, hint: string, knownName: string | undefined) {
  const offer = knownName === undefined ? '' : ` [${plainText(knownName)}]`;
  const question = `Name${hint}${offer}: `;
  const help = 'Enter the name of your account, or a new name to create one; /quit leaves';
  for (;;) {
    const answer = await ask(terminal, question, { help });
    if (answer === undefined) return undefined;
    if (isHttpRequest(answer)) {
      terminal.endPrompt();
      rejectHttp(terminal.client);
      return undefined;
    }
    if (isIrcCommand(answer)) return answer;
    const name = answer.trim() || knownName;
    if (name === undefined) continue;
    if (name.startsWith('/')) {
      terminal.send(errorLines('Log in before you use commands: enter your name, or /quit'));
      continue;
    }
    if (plainText(name) === name && Buffer.byteLength(name) <= maxNameOrTokenBytes) return name;
    terminal.send(errorLines('That is not a valid name'));
  }
}

/** Logs in by a token entered as the name, by registering a new name, or by the password of a known one. */
async function logInAs(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'ask-again' | undefined> {
  const { address } = terminal.client;
  if (isToken(name)) {
    return { account: await authenticator.resume(name, { address }), by: 'token' };
  }
  const check = await authenticator.checkName(name);
  if (check.ok) return register(terminal, authenticator, name);
  if (check.code !== 'ERR_AUTH_NAME_TAKEN') {
    terminal.send(errorLines(check.message));
    return 'ask-again';
  }
  const password = await ask(terminal, 'Password (or token): ', {
    hidden: true,
    help: `Enter the password of ${name}, or press Enter for another name; /quit leaves`,
  });
  if (password === undefined) return undefined;
  if (password === '') return 'ask-again';
  return logInBySecret(authenticator, { name, secret: password, address });
}

async function register(
  terminal: Terminal,
  authenticator: Authenticator,
  name: string,
): Promise<Login | 'ask-again' | undefined> {
  terminal.send(
    info(`${plainText(name)} is new here: choose a password, or press Enter for another name`),
  );
  const help =
    'Choose a password that nobody can guess, or press Enter for another name; /quit leaves';
  for (;;) {
    const password = await ask(terminal, 'New password: ', { hidden: true, help });
    if (password === undefined) return undefined;
    if (password === '') return 'ask-again';
    const check = await authenticator.checkPassword(name, password);
    if (!check.ok) {
      terminal.send(errorLines(check.message));
      continue;
    }
    const repeated = await ask(terminal, 'Repeat password: ', { hidden: true, help });
    if (repeated === undefined) return undefined;
    if (repeated !== password) {
      terminal.send(errorLines('The passwords do not match'));
      continue;
    }
    try {
      const { address } = terminal.client;
      const account = await authenticator.register(name, password, { address });
      return { account, by: 'registration' };
    } catch (error) {
      const { code, message } = authFailure(error);
      if (code !== 'ERR_AUTH_BAD_PASSWORD') throw error;
      terminal.send(errorLines(message));
    }
  }
}
