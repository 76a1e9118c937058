import { plainText } from '../../../../common/text/plain-text.ts';
import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import { logBounded } from '../session/bounded-log.ts';
import type { Client } from '../session/client.ts';
import type { FirstBytes } from '../session/dialect.ts';
import { FloodGuard } from '../session/flood.ts';
import { LineReader } from '../session/lines.ts';
import { authFailure, limitLogin, type LoginOptions, type Services } from '../session/login.ts';
import { Session } from '../session/session.ts';
import { type Command, type CommandContext, needRoom, unknownCommand } from './command.ts';
import { commands } from './commands.ts';
import { Terminal } from './input.ts';
import { logIn, type TextOptions } from './login.ts';
import { TextSessionRenderer } from './renderer.ts';
import { fitWindow, Telnet } from './telnet.ts';
import { errorLines, info, line } from '../render/text-lines.ts';

/**
 * Serves a client in the text dialect, for nc and telnet, until it has left. Resolves to its lines if it turns out to be
 * an IRC client whose first bytes came late.
 */
export async function serveText(
  client: Client,
  first: FirstBytes,
  services: Services,
  options: TextOptions & LoginOptions = {},
): Promise<LineReader | undefined> {
  client.parting = (reason) => info(`closed: ${reason}`);
  const telnet = new Telnet((bytes) => client.write(bytes));
  const lines = new LineReader(client, first, { filter: (chunk) => telnet.filter(chunk) });
  const terminal = new Terminal(client, lines, telnet, options.telnetEcho);
  const liftLimits = limitLogin(client, lines, options.loginTimeoutMs, (reason) =>
    errorLines(`Closed: ${reason}`),
  );
  const context = await enter(terminal, services, options);
  liftLimits();
  if (context === 'irc') {
    telnet.off = true;
    return lines;
  }
  if (context) await talk(context);
  client.close('', 'quit');
  return undefined;
}

/** Greets the client, logs it in and enters the chat; undefined if the client has left or was refused. */
async function enter(
  terminal: Terminal,
  { hub, authenticator }: Services,
  options: LoginOptions & TextOptions,
): Promise<CommandContext | 'irc' | undefined> {
  const { client } = terminal;
  const { greeting = 'Welcome to the chat.' } = options;
  try {
    const { address } = client;
    const { motd } = await hub.request<'check-address'>({ type: 'check-address', address });
    terminal.send(line(greeting) + motd.map(line).join(''));
    const login = await logIn(terminal, authenticator, options);
    if (login === 'irc') return login;
    if (login === undefined || client.gone) return undefined;
    const renderer = new TextSessionRenderer();
    const { session } = await Session.enter(hub, client, renderer, login, (room) =>
      renderer.entered(room),
    );
    return { session, renderer, terminal, authenticator, motd, commands };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    terminal.send(errorLines(error.message));
    logBounded(client.context, 'info', 'client refused', { ip: client.address, code: error.code });
    return undefined;
  }
}

/** Handles the client's lines, one after the other, until it has left. */
async function talk(context: CommandContext): Promise<void> {
  const { session, terminal } = context;
  terminal.send = (text) => session.show(text);
  session.fit = fitWindow(terminal.telnet);
  const guard = new FloodGuard(session, terminal.lines);
  for (;;) {
    const typed = await terminal.read();
    if (typed === undefined) break;
    // A script that repeats the password of a new account, although the account exists, would post it.
    if (typed === terminal.takeSecret()) {
      session.show(errorLines('That is your password; it was not sent'));
      continue;
    }
    // Cleaned first, so that an invisible character before a command does not make it a message.
    const text = plainText(typed);
    if (text.trim() !== '') {
      const waiting = guard.pass(...costOf(text));
      if (waiting) await waiting;
      const running = handleLine(text, context);
      if (running) await running;
    }
    await session.ready();
  }
  session.close('', 'quit');
}

const commandPattern = /^\/(\S*)\s*([^]*)$/;

/** The flood budget a line is taken from, and how much of it. */
function costOf(text: string): [FloodKind, number] {
  if (isMessage(text)) return ['talk', 1];
  const [, name = ''] = commandPattern.exec(text) ?? [];
  const command = findCommand(commands, name.toLowerCase());
  return [command?.kind ?? 'queries', command?.cost ?? 1];
}

/** Runs a command, or posts a message. Errors are shown to the user. Returns a promise only if there is something to wait for. */
function handleLine(text: string, context: CommandContext): Promise<void> | undefined {
  const { session } = context;
  try {
    if (isMessage(text)) {
      session.post(needRoom(session), 'message', text.startsWith('/') ? text.slice(1) : text);
      return undefined;
    }
    const [, name = '', args = ''] = commandPattern.exec(text) ?? [];
    const running = usableCommand(name.toLowerCase(), context).run(args.trim(), context);
    return running?.catch((error: unknown) => showError(error, context));
  } catch (error) {
    showError(error, context);
    return undefined;
  }
}

/** Whether a line is a message: it begins with no slash, or with two. */
function isMessage(text: string): boolean {
  return !text.startsWith('/') || text.startsWith('//');
}

/** The command of this name. @throws ChatError if there is none, or it is for operators only */
function usableCommand(name: string, { session }: CommandContext): Command {
  const usable = commands.filter(({ operator }) => !operator || session.identity.operator);
  const command = findCommand(usable, name);
  if (command) return command;
  if (findCommand(commands, name)) {
    throw new ChatError('ERR_CHAT_DENIED', `/${name} is for operators`);
  }
  throw unknownCommand(name, usable);
}

function findCommand(among: readonly Command[], name: string): Command | undefined {
  return among.find(({ names }) => names.includes(name));
}

function showError(error: unknown, { session }: CommandContext): void {
  const { code, message } = authFailure(error);
  session.show(errorLines(error instanceof ChatError ? error.message : message));
  if (error instanceof ChatError || code !== 'unknown') return;
  const reason = error instanceof Error ? error.message : String(error);
  session.client.context.log('error', 'command failed', { reason });
}
