import type { Duplex } from 'node:stream';
import { MessagePort } from 'node:worker_threads';
import {
  expectBoolean,
  expectInteger,
  expectOptions,
  expectString,
  shown,
  typeError,
} from '../../../common/options/expect-options.ts';
import type { Authenticator } from './authenticator.ts';
import { type IrcOptions, serveIrc } from './irc/serve.ts';
import { Client, type ClientOptions } from './session/client.ts';
import { type Context, contextOf } from './session/context.ts';
import { detectDialect, rejectHttp } from './session/dialect.ts';
import { LineReader } from './session/lines.ts';
import type { LoginOptions, Services } from './session/login.ts';
import type { TextOptions } from './text/login.ts';
import { serveText } from './text/serve.ts';
import { hubConnection } from './thread/hub-connection.ts';

/** Settings for the clients of a handler. */
export interface ClientSettings extends ClientOptions, LoginOptions, TextOptions, IrcOptions {}

/** Options of {@link createHandler}. */
export interface HandlerOptions extends ClientSettings {
  /** A port from `hub.connect()`, or a function that returns one for a client. */
  readonly hub: MessagePort | ((context: Context) => MessagePort);
  /** The accounts, or a function that returns them for a client. */
  readonly authenticator: Authenticator | ((context: Context) => Authenticator);
}

/** Serves the client of a socket. Resolves when the client has disconnected. */
export type Handler = (socket: Duplex, context?: Context) => Promise<void>;

const optionNames: Record<keyof HandlerOptions, 'boolean' | 'integer' | 'string' | 'other'> = {
  hub: 'other',
  authenticator: 'other',
  maxUnsentBytes: 'integer',
  deadAfterMs: 'integer',
  loginTimeoutMs: 'integer',
  maxLoginFailures: 'integer',
  guests: 'boolean',
  greeting: 'string',
  greetByName: 'boolean',
  telnetEcho: 'other',
  network: 'string',
  pingAfterMs: 'integer',
};

/**
 * Creates a handler for the clients of one thread, for both the text and the IRC dialect. It can be passed directly to
 * `net.createServer()`, which calls it without a context.
 *
 * @throws {TypeError | RangeError} with a code, for an unknown or invalid option
 */
export function createHandler(options: HandlerOptions): Handler {
  checkOptions(options);
  return async (socket, context = contextOf(socket)) => {
    const { hub: port, authenticator: accounts } = options;
    const hub = hubConnection(typeof port === 'function' ? port(context) : port);
    const authenticator = typeof accounts === 'function' ? accounts(context) : accounts;
    enableKeepAlive(socket);
    try {
      await serve(new Client(socket, context, options), { hub, authenticator }, options);
    } finally {
      // A thread cannot reconnect to the hub, so it cannot serve more clients.
      if (hub.gone) context.retire?.();
    }
  };
}

async function serve(client: Client, services: Services, options: ClientSettings): Promise<void> {
  const first = await detectDialect(client);
  if (client.gone) return;
  switch (first.dialect) {
    case 'http':
      return rejectHttp(client);
    case 'irc':
      return serveIrc(client, new LineReader(client, first), services, options);
    case 'text': {
      const ircLines = await serveText(client, first, services, options);
      if (ircLines) await serveIrc(client, ircLines, services, options);
      return;
    }
    default:
      throw new TypeError(`Unknown dialect ${String(first.dialect satisfies never)}`);
  }
}

/** Lets the operating system detect a dead connection even while no data is sent. */
function enableKeepAlive(socket: Duplex): void {
  if ('setKeepAlive' in socket && typeof socket.setKeepAlive === 'function') {
    (socket.setKeepAlive as (on: boolean, afterMs: number) => void).call(socket, true, 60_000);
  }
}

function checkOptions(options: HandlerOptions): void {
  expectOptions('the options', options, Object.keys(optionNames));
  const { hub, authenticator, telnetEcho = 'auto' } = options;
  if (typeof hub !== 'function' && !(hub instanceof MessagePort))
    throw typeError(`Expected \`hub\` to be a MessagePort or a function, got ${shown(hub)}`);
  if (typeof authenticator !== 'function' && typeof authenticator?.verify !== 'function')
    throw typeError('Expected `authenticator` to be an Authenticator or a function');
  if (!['auto', 'always', 'never'].includes(telnetEcho)) {
    const got = shown(telnetEcho);
    throw typeError(
      `Expected \`telnetEcho\` to be 'auto', 'always' or 'never', got ${got}`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
  for (const name of Object.keys(optionNames) as Array<keyof HandlerOptions>) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    if (optionNames[name] === 'boolean') expectBoolean(name, value);
    if (optionNames[name] === 'string') expectString(name, value);
    if (optionNames[name] === 'integer') expectInteger(name, value, name === 'deadAfterMs' ? 0 : 1);
  }
}
