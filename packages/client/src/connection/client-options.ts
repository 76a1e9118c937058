import type { LineDirection } from '../irc/lines.ts';
import { isTargetName } from '../irc/message.ts';
import {
  expectBoolean,
  expectFunction,
  expectInteger,
  expectOptions,
  expectSignal,
  expectString,
  maxTimeoutMs,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { expectAddress, expectTls, type TlsOptions } from './dial.ts';

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
  /** Rooms to join once connected; a refusal is emitted as `reply`. The server may add further rooms. @default [] */
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

const optionNames = Object.keys({
  host: true,
  port: true,
  tls: true,
  account: true,
  password: true,
  token: true,
  register: true,
  wantToken: true,
  realName: true,
  rooms: true,
  historyOnJoin: true,
  onRaw: true,
  signal: true,
  reconnect: true,
  connectTimeoutMs: true,
  loginTimeoutMs: true,
  requestTimeoutMs: true,
  pingIntervalMs: true,
  pingTimeoutMs: true,
  maxUnsentBytes: true,
} satisfies Record<keyof ClientOptions, true>);

const reconnectNames = ['initialDelayMs', 'maxDelayMs', 'maxAttempts'];

/** Validates the options. @throws {TypeError | RangeError} with Node's codes for invalid arguments */
export function checkOptions(options: ClientOptions): void {
  expectOptions('the options', options, optionNames);
  const { host, port, account, rooms = [], tls, reconnect, password, token, register } = options;
  expectAddress(host, port ?? 6667);
  if (!isTargetName(account)) {
    throw typeError('Expected `account` to be a name without spaces', 'ERR_INVALID_ARG_VALUE');
  }
  if (!Array.isArray(rooms) || !rooms.every(isTargetName)) {
    throw typeError('Expected `rooms` to be names without spaces', 'ERR_INVALID_ARG_VALUE');
  }
  // Their values are not shown: they are secrets.
  for (const [name, secret] of Object.entries({ password, token })) {
    if (secret === undefined) continue;
    if (typeof secret !== 'string') throw typeError(`Expected \`${name}\` to be a string`);
    if (/[\0\r\n]/.test(secret)) {
      throw typeError(`Expected \`${name}\` to be a single line`, 'ERR_INVALID_ARG_VALUE');
    }
  }
  if (register && !password) {
    throw typeError('Expected a `password` to register with', 'ERR_INVALID_ARG_VALUE');
  }
  if (register !== undefined && register !== 'if-new') expectBoolean('register', register);
  expectOthers(options);
  expectTls(tls);
  if (reconnect !== undefined && typeof reconnect !== 'boolean') {
    expectOptions('`reconnect`', reconnect, reconnectNames, 'reconnect.');
  }
  expectTimes(options);
}

function expectOthers({ wantToken, realName, onRaw, signal }: ClientOptions): void {
  if (wantToken !== undefined) expectBoolean('wantToken', wantToken);
  if (realName !== undefined) expectString('realName', realName);
  if (onRaw !== undefined) expectFunction('onRaw', onRaw);
  if (signal !== undefined) expectSignal('signal', signal);
}

const timeNames = [
  'connectTimeoutMs',
  'loginTimeoutMs',
  'requestTimeoutMs',
  'pingIntervalMs',
  'pingTimeoutMs',
] as const;

function expectTimes(options: ClientOptions): void {
  for (const name of timeNames) {
    if (options[name] !== undefined) expectInteger(name, options[name], 1, maxTimeoutMs);
  }
  if (options.maxUnsentBytes !== undefined)
    expectInteger('maxUnsentBytes', options.maxUnsentBytes, 1);
  if (options.historyOnJoin !== undefined) expectInteger('historyOnJoin', options.historyOnJoin, 0);
}
