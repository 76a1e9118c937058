import { plainText } from '../../../../common/text/plain-text.ts';
import { ChatError } from '../errors.ts';
import type { Responses } from '../protocol/requests.ts';
import { errorLines, info, line } from '../render/text-lines.ts';
import { logBounded } from '../session/bounded-log.ts';
import type { Client } from '../session/client.ts';
import type { FirstBytes } from '../session/first-bytes.ts';
import { FloodGuard } from '../session/flood-guard.ts';
import { limitLogin } from '../session/limit-login.ts';
import type { LineInput } from '../session/line-input.ts';
import type { LoginOptions } from '../session/login-options.ts';
import type { Services } from '../session/services.ts';
import { Session } from '../session/session.ts';
import { commands } from './commands.ts';
import { fitWindow } from './fit-window.ts';
import { login } from './login.ts';
import { costOf, takeLine } from './take-line.ts';
import { Terminal } from './terminal.ts';
import { TextInput } from './text-input.ts';
import type { TextOptions } from './text-options.ts';
import { TextSessionRenderer } from './text-session-renderer.ts';

/**
 * The text dialect, for nc and telnet: greets, logs in, and talks until the client has left. Resolves to
 * what it sends if it turns out to be an IRC client, which the network made late.
 */
export async function serveText(
  client: Client,
  first: FirstBytes,
  services: Services,
  options: TextOptions & LoginOptions = {},
): Promise<LineInput | undefined> {
  const { greeting = 'Welcome to the chat.', telnetEcho = 'auto' } = options;
  client.parting = (reason) => info(`closed: ${reason}`);
  const input = new TextInput(client, first);
  const terminal = new Terminal(client, input, telnetEcho);
  const stopWaiting = limitLogin(client, input, options.loginTimeoutMs, (reason) =>
    errorLines(`Closed: ${reason}`),
  );
  const session = await come(terminal, services, greeting, options);
  stopWaiting();
  if (session === 'irc') return input.turnToIrc();
  if (session) await talk(session.session, session.welcome, terminal, services);
  client.close('', 'quit');
  return undefined;
}

/** From the greeting to being in the chat; undefined if that was not to be. */
async function come(
  terminal: Terminal,
  { hub, authenticator }: Services,
  greeting: string,
  options: LoginOptions & TextOptions,
) {
  const { client } = terminal;
  try {
    const welcome = await hub.request<'check-address'>({
      type: 'check-address',
      address: client.address,
    });
    terminal.send(line(greeting) + welcome.motd.map(line).join(''));
    const proved = await login(terminal, authenticator, options);
    if (proved === 'irc') return proved;
    if (proved === undefined || client.gone) return undefined;
    const renderer = new TextSessionRenderer();
    return { session: await Session.enter(hub, client, renderer, proved), welcome };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    terminal.send(errorLines(error.message));
    logBounded(client.context, 'info', 'client refused', { ip: client.address, code: error.code });
    return undefined;
  }
}

async function talk(
  session: Session,
  { motd }: Responses['check-address'],
  terminal: Terminal,
  { authenticator }: Services,
): Promise<void> {
  const { input } = terminal;
  terminal.send = (text) => session.show(text);
  session.fit = fitWindow(input.telnet);
  const guard = new FloodGuard(session, input);
  const context = {
    session,
    renderer: session.renderer as TextSessionRenderer,
    terminal,
    authenticator,
    motd,
    commands,
  };
  for (;;) {
    const typed = await terminal.read();
    if (typed === undefined) break;
    // Whoever pipes in a password twice, as for a new name, would say it to everybody when the name is known.
    if (typed === terminal.takeSecret()) {
      session.show(errorLines('That is your password, and was not said'));
      continue;
    }
    // What nobody sees in front of a command makes no talk of it.
    const text = plainText(typed);
    const cost = costOf(text, context);
    const wait = cost && guard.pass(...cost);
    if (wait) await wait;
    const done = takeLine(text, context);
    if (done) await done;
    await session.ready();
  }
  session.close('', 'quit');
}
