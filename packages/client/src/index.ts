/**
 * A client for chat and echo servers. The chat client speaks IRC with the IRCv3 extensions that the server supports, reconnects
 * after a lost connection, and delivers every message once and in order.
 *
 * ```ts
 * const client = await connect({ host: 'chat.example.org', tls: true, account: 'anna', password });
 * await client.send('#lobby', 'hello');
 * for await (const { from, text } of client) console.log(from, text);
 * ```
 *
 * It does not depend on the code of any server.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { ChatClient, connect, type Sent } from './chat/chat-client.ts';
export type { ClientOptions, ReconnectOptions } from './connection/client-options.ts';
export type { ChatMessage } from './rooms/chat-message.ts';
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
} from './rooms/events.ts';
export type { HistoryPoint, HistoryQuery } from './history/history.ts';
export type { RoomInfo, Whois } from './rooms/queries.ts';
export type { Member } from './rooms/rooms.ts';
export type { MessageQueue, MessagesOptions } from './chat/message-queue.ts';
export { type Echo, echo, EchoClient, type EchoOptions } from './echo/echo-client.ts';
export type { DialOptions, TlsOptions } from './connection/dial.ts';
export { createMessage, formatMessage, type IrcMessage, parseMessage } from './irc/message.ts';
export { plainText, splitText } from './irc/text.ts';
export { ClientError, type ClientErrorCode, type ServerReply } from './errors.ts';
export { version } from './version.ts';
