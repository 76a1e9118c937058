import { ChatError } from '../errors.ts';
import { logBounded } from '../session/bounded-log.ts';
import type { Client } from '../session/client.ts';
import { FloodGuard } from '../session/flood-guard.ts';
import type { LineInput } from '../session/line-input.ts';
import { limitLogin } from '../session/limit-login.ts';
import type { LoginOptions } from '../session/login-options.ts';
import type { Services } from '../session/services.ts';
import { Session } from '../session/session.ts';
import { commands } from './commands.ts';
import type { IrcCommand, IrcCommandContext } from './irc-command.ts';
import type { IrcOptions } from './irc-options.ts';
import type { IrcMessage } from './message.ts';
import { errorLine, IrcReader } from './irc-reader.ts';
import { IrcSessionRenderer } from './irc-session-renderer.ts';
import { Pinger } from './pinger.ts';
import { type Registered, Registration } from './registration.ts';
import { Reply } from './reply.ts';
import { showPartNames } from './show-list.ts';
import { takeMessage } from './take-message.ts';
import { welcomeLines } from './welcome.ts';

/** The IRC dialect: registers the client, and serves it until it has left. */
export async function serveIrc(
  client: Client,
  input: LineInput,
  services: Services,
  options: IrcOptions & LoginOptions = {},
): Promise<void> {
  const farewell = (reason: string): string => errorLine(`Closing link: ${reason}`);
  client.parting = farewell;
  const reader = new IrcReader(client, input);
  const stopWaiting = limitLogin(client, input, options.loginTimeoutMs, farewell);
  const context = await come(client, reader, services, options);
  stopWaiting();
  if (context) await talk(reader, input, context, options);
  client.close('connection closed', 'quit');
}

/** From the first command to being in the chat; undefined if that was not to be. */
async function come(
  client: Client,
  reader: IrcReader,
  { hub, authenticator }: Services,
  { maxLoginFailures = 3, guests = false, network = 'threadline' }: IrcOptions & LoginOptions,
): Promise<Omit<IrcCommandContext, 'reply'> | undefined> {
  try {
    const { motd } = await hub.request<'check-address'>({
      type: 'check-address',
      address: client.address,
    });
    const registration = new Registration(client, reader, {
      authenticator,
      maxLoginFailures,
      guests,
    });
    const registered = await registration.run();
    if (registered === undefined || client.gone) return undefined;
    const { name: nick } = registered.account;
    const count = await hub.request<'count'>({ type: 'count', and: nick });
    const welcome = welcomeLines(nick, network, { count, motd });
    const renderer = rendererOf(registered, welcome);
    const session = await Session.enter(hub, client, renderer, registered);
    const { caps } = registered;
    return { session, renderer, caps, hub, authenticator, network, motd, nick };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.close(error.message, 'closed', errorLine(`Closing link: ${error.message}`));
    logBounded(client.context, 'info', 'client refused', { ip: client.address, code: error.code });
    return undefined;
  }
}

function rendererOf(
  { account, realName, caps }: Registered,
  welcome: ReturnType<typeof welcomeLines>,
) {
  return new IrcSessionRenderer(
    { account: account.name, realName: realName || account.name },
    caps.granted,
    welcome,
  );
}

async function talk(
  reader: IrcReader,
  input: LineInput,
  context: Omit<IrcCommandContext, 'reply'>,
  { pingAfterMs = 120_000 }: IrcOptions,
): Promise<void> {
  const { session, renderer, nick, caps } = context;
  const guard = new FloodGuard(session, input);
  const pinger = new Pinger(session.client, pingAfterMs);
  // What waits to be taken shows as well that the client is there.
  input.onData = () => pinger.heard();
  const newReply = (label?: string): Reply => new Reply(nick, caps.granted, label);
  reader.send = (text) => session.show(text);
  reader.reply = () => newReply();
  const first = newReply();
  await showPartNames({ ...context, reply: first });
  session.show(first.encode());
  for (;;) {
    const message = await reader.next();
    if (message === undefined) break;
    const command = commands.get(message.command);
    const wait = pass(guard, message, command);
    if (wait) await wait;
    const reply = newReply(message.tags.get('label'));
    renderer.reply = reply;
    await takeMessage(message, command, { ...context, reply });
    await showPartNames({ ...context, reply });
    renderer.reply = undefined;
    session.show(reply.encode());
    await session.ready();
  }
}

function pass(
  guard: FloodGuard,
  { params }: IrcMessage,
  { kind = 'queries', cost }: Partial<IrcCommand> = {},
): Promise<void> | undefined {
  return kind === 'free' ? undefined : guard.pass(kind, Math.max(1, cost?.(params) ?? 1));
}
