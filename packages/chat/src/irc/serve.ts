import { plainText } from '../../../../common/text/plain-text.ts';
import { ChatError } from '../errors.ts';
import type { RoomState } from '../protocol/requests.ts';
import { encodeLines } from '../render/irc-line.ts';
import { logBounded } from '../session/bounded-log.ts';
import type { Client } from '../session/client.ts';
import { FloodGuard } from '../session/flood.ts';
import type { LineReader } from '../session/lines.ts';
import { authFailure, limitLogin, type LoginOptions, type Services } from '../session/login.ts';
import { Session } from '../session/session.ts';
import type { IrcCommand, IrcCommandContext } from './command.ts';
import { commands } from './commands.ts';
import { addRestOfNames } from './commands/channels.ts';
import { MessageReader, Pinger } from './input.ts';
import type { IrcMessage } from './message.ts';
import { Registration } from './registration.ts';
import { IrcSessionRenderer } from './renderer.ts';
import { closingLine, CommandResponse, numeric } from './response.ts';
import { welcomeLines } from './welcome.ts';

/** Options of the IRC dialect. */
export interface IrcOptions {
  /** The name of the network. @default 'threadline' */
  readonly network?: string;
  /** A client silent for this long, in ms, is pinged. @default 120_000 */
  readonly pingAfterMs?: number;
}

/** A client that has entered the chat. */
interface Entered {
  readonly context: Omit<IrcCommandContext, 'response'>;
  /** The room that it is in at first. */
  readonly room: RoomState;
}

/** Serves a client in the IRC dialect: registers it, and runs its commands until it has left. */
export async function serveIrc(
  client: Client,
  lines: LineReader,
  services: Services,
  options: IrcOptions & LoginOptions = {},
): Promise<void> {
  client.parting = closingLine;
  const reader = new MessageReader(client, lines);
  const liftLimits = limitLogin(client, lines, options.loginTimeoutMs, closingLine);
  const entered = await enter(client, reader, services, options);
  liftLimits();
  if (entered) await runCommands(reader, lines, entered, options);
  client.close('connection closed', 'quit');
}

/** Registers the client and enters the chat; undefined if the client has left or was refused. */
async function enter(
  client: Client,
  reader: MessageReader,
  { hub, authenticator }: Services,
  { maxLoginFailures = 3, guests = false, network = 'threadline' }: IrcOptions & LoginOptions,
): Promise<Entered | undefined> {
  try {
    const { address } = client;
    const { motd } = await hub.request<'check-address'>({ type: 'check-address', address });
    const registration = new Registration(client, reader, {
      authenticator,
      maxLoginFailures,
      guests,
    });
    const registered = await registration.run();
    if (registered === undefined || client.gone) return undefined;
    const { account, realName, caps } = registered;
    const nick = account.name;
    const count = await hub.request<'count'>({ type: 'count', and: nick });
    const welcome = welcomeLines(nick, network, { count, motd });
    const renderer = new IrcSessionRenderer(nick, realName || nick, caps.granted);
    const { session, room } = await Session.enter(hub, client, renderer, registered, (state) =>
      renderer.entered(state, welcome),
    );
    const context = { session, renderer, caps, hub, authenticator, network, motd, nick };
    return { context, room };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const banned = error.code === 'ERR_CHAT_BANNED';
    const refusal = encodeLines(banned ? [numeric('*', '465', error.message)] : [], new Set());
    client.close(error.message, 'closed', refusal + closingLine(error.message));
    logBounded(client.context, 'info', 'client refused', { ip: client.address, code: error.code });
    return undefined;
  }
}

/** Runs the client's commands, one after the other, until it has left. */
async function runCommands(
  reader: MessageReader,
  lines: LineReader,
  { context, room }: Entered,
  { pingAfterMs = 120_000 }: IrcOptions,
): Promise<void> {
  const { session, nick, caps } = context;
  const guard = new FloodGuard(session, lines);
  const pinger = new Pinger(session.client, pingAfterMs);
  // Input counts as soon as it arrives, even while earlier lines wait.
  lines.onData = () => pinger.reset();
  const newResponse = (label?: string) => new CommandResponse(nick, caps.granted, label);
  reader.send = (text) => session.show(text);
  reader.newResponse = () => newResponse();
  const rest = newResponse();
  await addRestOfNames({ ...context, response: rest }, room);
  session.show(rest.encode());
  for (;;) {
    const message = await reader.next();
    if (message === undefined) break;
    const command = commands.get(message.command);
    const waiting = pass(guard, message, command);
    if (waiting) await waiting;
    const response = newResponse(message.tags.get('label'));
    await runCommand(message, command, { ...context, response });
    session.show(response.encode());
    await session.ready();
  }
}

/** A promise if the command has to wait for its flood budget. */
function pass(
  guard: FloodGuard,
  { params }: IrcMessage,
  { kind = 'queries', cost }: Partial<IrcCommand> = {},
): Promise<void> | undefined {
  return kind === 'free' ? undefined : guard.pass(kind, Math.max(1, cost?.(params) ?? 1));
}

/** Runs a command. Errors become part of the response. */
async function runCommand(
  message: IrcMessage,
  command: IrcCommand | undefined,
  context: IrcCommandContext,
): Promise<void> {
  const { response } = context;
  if (!command) return response.numeric('421', plainText(message.command), 'Unknown command');
  if (message.params.length < (command.params ?? 0)) {
    return response.numeric('461', command.name, 'Not enough parameters');
  }
  try {
    await command.run(message, context);
  } catch (error) {
    addError(error, command, context);
  }
}

/** The codes of standard replies for errors of the hub. */
const failCodes: ReadonlyMap<string, string> = new Map([
  ['ERR_CHAT_BAD_INPUT', 'INVALID_PARAMS'],
  ['ERR_CHAT_DENIED', 'NEED_PRIVILEGES'],
  ['ERR_CHAT_MUTED', 'MUTED'],
  ['ERR_CHAT_FULL', 'LIMIT_REACHED'],
  ['ERR_CHAT_NOT_HERE', 'INVALID_TARGET'],
]);

function addError(
  error: unknown,
  { name }: IrcCommand,
  { response, session }: IrcCommandContext,
): void {
  if (error instanceof ChatError) {
    if (error.code === 'ERR_CHAT_DENIED') return response.numeric('481', error.message);
    const failCode = failCodes.get(error.code) ?? 'UNKNOWN_ERROR';
    return response.fail(name, failCode, [], error.message);
  }
  const { code, message } = authFailure(error);
  response.fail(name, 'TEMPORARILY_UNAVAILABLE', [], message);
  if (code !== 'unknown') return;
  const reason = error instanceof Error ? error.message : String(error);
  session.client.context.log('error', 'command failed', { reason });
}
