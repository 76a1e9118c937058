import { isWord } from '../irc/word.ts';
import type { TlsOptions } from '../net/dial.ts';

/** How a lost connection is made again. */
export interface ReconnectOptions {
  /** The first wait, in ms; each further one is twice as long. @default 500 */
  readonly initialDelayMs?: number;
  /** No wait is longer, in ms. @default 30000 */
  readonly maxDelayMs?: number;
  /** Gives up after so many attempts in a row. @default Infinity */
  readonly maxAttempts?: number;
}

/** Options of `connect()`. */
export interface ClientOptions {
  readonly host: string;
  /** @default 6667, with `tls` 6697 */
  readonly port?: number | undefined;
  /** Encrypts: `true`, or how the server proves itself. @default false */
  readonly tls?: boolean | TlsOptions | undefined;
  /** The account, which is the name in the chat too. */
  readonly account: string;
  /** The account's password. */
  readonly password?: string | undefined;
  /** A session token; goes before the password, which is tried if it is refused. Without SASL, only the password goes. */
  readonly token?: string | undefined;
  /** Makes a new account with the password; `if-new`: unless there is one, which is logged in to. @default false */
  readonly register?: boolean | 'if-new' | undefined;
  /** Asks for a session token after a login by password, if the server gives any: event `token`. @default false */
  readonly wantToken?: boolean | undefined;
  /** What WHOIS shows. @default `account` */
  readonly realName?: string | undefined;
  /** Rooms to enter once connected; a refusal is told as `reply`. The server may put everybody into one by itself. @default [] */
  readonly rooms?: readonly string[] | undefined;
  /** How many of the last messages of a room are told on entering it, where the server gives them; as `past`. @default 0 */
  readonly historyOnJoin?: number | undefined;
  /** Hears every line both ways from the first one on, passwords masked; the event `raw` begins after the login. */
  readonly onRaw?: ((direction: 'in' | 'out', line: string) => void) | undefined;
  /** Ends the client when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** How a lost connection is made again; `false`: not at all. @default {} */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
  /** How long the connection may take to stand, in ms. @default 15000 */
  readonly connectTimeoutMs?: number | undefined;
  /** How long the login may take, in ms. @default 30000 */
  readonly loginTimeoutMs?: number | undefined;
  /** How long an answer may take, in ms. @default 30000 */
  readonly requestTimeoutMs?: number | undefined;
  /** So long nothing may come before the server is asked for a sign of life, in ms. @default 60000 */
  readonly pingIntervalMs?: number | undefined;
  /** So long it may take to give one, in ms; then the connection is made again. @default 20000 */
  readonly pingTimeoutMs?: number | undefined;
  /** How many bytes may wait to be sent. @default 1048576 */
  readonly maxUnsentBytes?: number | undefined;
}

/** Checks options at the door. @throws {TypeError | RangeError} */
export function checkOptions(options: ClientOptions): void {
  const { host, port = 6667, account, rooms = [] } = options;
  if (typeof host !== 'string' || host === '') throw new TypeError('Expected `host` to be a name');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`Expected \`port\` to be 1 to 65535, got ${port}`);
  }
  if (!isWord(account)) throw new TypeError('Expected `account` to be a name without spaces');
  if (!rooms.every(isWord)) throw new TypeError('Expected `rooms` to be names without spaces');
  for (const secret of [options.password, options.token]) {
    if (secret !== undefined && /[\0\r\n]/.test(secret)) {
      throw new TypeError('Expected `password` and `token` to be one line');
    }
  }
  if (options.register && !options.password) {
    throw new TypeError('Expected a `password` to register with');
  }
}
