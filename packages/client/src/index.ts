/**
 * A client for chat and echo servers. The chat part speaks IRC with the IRCv3 extensions a server has, stays connected, and
 * tells every message once and in order over reconnects.
 *
 * ```ts
 * const client = await connect({ host: 'chat.example.org', tls: true, account: 'anna', password });
 * await client.send('#lobby', 'hello');
 * for await (const { from, text } of client) console.log(from, text);
 * ```
 *
 * It knows nothing of any server's code.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { connect } from './chat/connect.ts';
export { ChatClient, type Sent } from './chat/chat-client.ts';
export type { ClientOptions, ReconnectOptions } from './chat/client-options.ts';
export type { ChatMessage } from './chat/chat-message.ts';
export type {
  CaughtUpEvent,
  ChatEvents,
  ConnectedEvent,
  JoinEvent,
  PartEvent,
  PresenceEvent,
  ReconnectingEvent,
  TokenEvent,
  TopicEvent,
} from './chat/events.ts';
export type { HistoryPoint, HistoryQuery } from './chat/history.ts';
export type { RoomInfo, Whois } from './chat/asks.ts';
export type { Member } from './chat/rooms.ts';
export type { MessageQueue, MessagesOptions } from './chat/message-queue.ts';
export { type Echo, echo, EchoClient, type EchoOptions } from './echo/echo-client.ts';
export type { DialOptions, TlsOptions } from './net/dial.ts';
export { type IrcMessage, message, parseMessage } from './irc/message.ts';
export { formatMessage } from './irc/format-message.ts';
export { splitText } from './irc/split-text.ts';
export { plainText } from './text/plain-text.ts';
export { ClientError, type ClientErrorCode, type ServerReply } from './errors.ts';
export { version } from './version.ts';
