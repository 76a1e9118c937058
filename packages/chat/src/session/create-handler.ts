import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from '../authenticator.ts';
import type { IrcOptions } from '../irc/irc-options.ts';
import { ircBounds } from '../irc/irc-reader.ts';
import { serveIrc } from '../irc/serve-irc.ts';
import { serveText } from '../text/serve-text.ts';
import type { TextOptions } from '../text/text-options.ts';
import { hubConnection } from '../thread/hub-connection.ts';
import { Client, type ClientOptions } from './client.ts';
import { type Context, contextOf } from './context.ts';
import { firstBytes } from './first-bytes.ts';
import { LineInput } from './line-input.ts';
import type { LoginOptions } from './login-options.ts';
import { refuseHttp } from './refuse-http.ts';
import type { Services } from './services.ts';

/** What may be set about the clients of a handler. */
export interface ClientSettings extends ClientOptions, LoginOptions, TextOptions, IrcOptions {}

/** What a handler is made of. */
export interface HandlerOptions extends ClientSettings {
  /** The way to the hub: `hub.connect()`, or how to find it for a client. */
  readonly hub: MessagePort | ((context: Context) => MessagePort);
  /** Who says who is who, or how to find that for a client. */
  readonly authenticator: Authenticator | ((context: Context) => Authenticator);
}

/** Takes a socket and serves the client behind it; resolves when the client has left. */
export type Handler = (socket: Duplex, context?: Context) => Promise<void>;

/**
 * Makes a handler for the clients of one thread, whichever dialect they speak. It fits
 * `net.createServer()` as it is; there a context is made of the socket.
 */
export function createHandler(options: HandlerOptions): Handler {
  return async (socket, context = contextOf(socket)) => {
    const { hub: port, authenticator: accounts } = options;
    const hub = hubConnection(typeof port === 'function' ? port(context) : port);
    const authenticator = typeof accounts === 'function' ? accounts(context) : accounts;
    const services = { hub, authenticator };
    keepAlive(socket);
    try {
      await serve(new Client(socket, context, options), services, options);
    } finally {
      // The way to the hub is made with the thread: without it the thread is of no use to anybody.
      if (hub.gone) context.retire?.();
    }
  };
}

async function serve(client: Client, services: Services, options: ClientSettings): Promise<void> {
  const first = await firstBytes(client);
  if (client.gone) return;
  switch (first.speech) {
    case 'http':
      return refuseHttp(client);
    case 'irc':
      return serveIrc(client, new LineInput(client, first, ircBounds), services, options);
    case 'text': {
      const other = await serveText(client, first, services, options);
      if (other) await serveIrc(client, other, services, options);
      return;
    }
    default:
      throw new TypeError(`Unknown speech ${String(first.speech satisfies never)}`);
  }
}

/** A client that vanished is found out by the system, even if nobody says anything. */
function keepAlive(socket: Duplex): void {
  if ('setKeepAlive' in socket && typeof socket.setKeepAlive === 'function') {
    (socket.setKeepAlive as (on: boolean, afterMs: number) => void).call(socket, true, 60_000);
  }
}
