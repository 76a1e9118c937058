import type { LineDirection } from '../irc/lines.ts';
import { isTargetName } from '../irc/message.ts';
import type { TlsOptions } from './dial.ts';

/** How a lost connection is reestablished. */
export interface ReconnectOptions {
  /** Delay before the first attempt, in ms; it doubles with each further attempt. @default 500 */
  readonly initialDelayMs?: number;
  /** Upper limit of the delay, in ms. @default 30000 */
  readonly maxDelayMs?: number;
  /** Gives up after this many consecutive attempts. @default Infinity */
  readonly maxAttempts?: number;
}

/** Options of `connect()`. */
export interface ClientOptions {
  readonly host: string;
  /** @default 6667, with `tls` 6697 */
  readonly port?: number | undefined;
  /** Encrypts the connection: `true`, or how to verify the server. @default false */
  readonly tls?: boolean | TlsOptions | undefined;
  /** The account, which is also the name in the chat. */
  readonly account: string;
  /** The account's password. */
  readonly password?: string | undefined;
  /** A session token, tried before the password. A server without SASL gets only the password, if there is one. */
  readonly token?: string | undefined;
  /** Creates a new account with the password; `if-new` logs in instead if the account exists. @default false */
  readonly register?: boolean | 'if-new' | undefined;
  /** Requests a session token after a login by password, if the server supports tokens: event `token`. @default false */
  readonly wantToken?: boolean | undefined;
  /** The real name shown by WHOIS. @default `account` */
  readonly realName?: string | undefined;
  /** Rooms to join once connected; a refusal is emitted as `reply`. The server may add rooms of its own. @default [] */
  readonly rooms?: readonly string[] | undefined;
  /** How many earlier messages of a room are emitted on joining it, marked `past`, if the server has them. @default 0 */
  readonly historyOnJoin?: number | undefined;
  /** Called with every line sent or received, passwords masked. Unlike the event `raw` it includes the first login. */
  readonly onRaw?: ((direction: LineDirection, line: string) => void) | undefined;
  /** Ends the client when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether and how to reconnect after the connection is lost. @default true */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
  /** Time limit for connecting, in ms. @default 15000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Time limit for the login, in ms. @default 30000 */
  readonly loginTimeoutMs?: number | undefined;
  /** Time limit for a response, in ms. @default 30000 */
  readonly requestTimeoutMs?: number | undefined;
  /** How long the server may be silent before the client sends a PING, in ms. @default 60000 */
  readonly pingIntervalMs?: number | undefined;
  /** Time limit for the response to that PING, in ms; then the client reconnects. @default 20000 */
  readonly pingTimeoutMs?: number | undefined;
  /** Limit for output waiting to be sent, in bytes. @default 1048576 */
  readonly maxUnsentBytes?: number | undefined;
}

/** Validates the options. @throws {TypeError | RangeError} */
export function checkOptions(options: ClientOptions): void {
  const { host, port = 6667, account, rooms = [] } = options;
  if (typeof host !== 'string' || host === '') {
    throw new TypeError('Expected `host` to be a non-empty string');
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`Expected \`port\` to be 1 to 65535, got ${port}`);
  }
  if (!isTargetName(account)) {
    throw new TypeError('Expected `account` to be a name without spaces');
  }
  if (!rooms.every(isTargetName)) {
    throw new TypeError('Expected `rooms` to be names without spaces');
  }
  for (const secret of [options.password, options.token]) {
    if (secret !== undefined && /[\0\r\n]/.test(secret)) {
      throw new TypeError('Expected `password` and `token` to be a single line');
    }
  }
  if (options.register && !options.password) {
    throw new TypeError('Expected a `password` to register with');
  }
}
