/**
 * A multi-user chat. The hub orders, stores and delivers messages; each client has a session in its own thread.
 *
 * ```ts
 * const hub = new Hub({ history: new MemoryHistory() });
 * const handler = createHandler({ hub: hub.connect(), authenticator });
 * net.createServer(handler).listen(6667, '127.0.0.1');
 * ```
 *
 * The package is independent of the TCP server and of the account storage.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { Hub } from './hub/hub.ts';
export type { BanOptions } from './hub/moderation.ts';
export type { HubStats } from './hub/queries.ts';
export type { RoomSummary } from './hub/queries.ts';
export type { BanState } from './protocol/requests.ts';
export type { HubLog, HubOptions, HubSettings } from './hub/hub-options.ts';
export { maxMotdBytes } from './protocol/messages.ts';
export type { LoginEvent, LoginEvents, LogoutEvent } from './hub/login-events.ts';
export type { Dialect, LoginMethod } from './protocol/enter-request.ts';
export { type ClientThread, serveHub } from './hub/run-hub.ts';
export { type HubThread, startHub, type StartHubOptions } from './hub/hub-thread.ts';
export { chatServices, type ServiceEntry } from './session/context.ts';

export type { History, KeptItem, KeptKind, Retention } from './history/history.ts';
export type {
  HistoryReader,
  HistoryResults as ReadAnswers,
  HistoryQuery as ReadQuery,
} from './history/query.ts';
export { type Message, type MessageKind, pairKey, roomKey } from './history/message.ts';
export { MemoryHistory } from './history/memory-history.ts';
export type { HistoryOptions } from './history/open-history.ts';
export { SqliteHistory, type SqliteHistoryOptions } from './history/sqlite-history.ts';

export {
  type ClientSettings,
  createHandler,
  type Handler,
  type HandlerOptions,
} from './create-handler.ts';
export type { Context } from './session/context.ts';
export type { TelnetEcho } from './text/input.ts';
export type { Account, AccountChange, Authenticator, Check, Origin } from './authenticator.ts';
export { MemoryAccounts, type MemoryAccountsOptions } from './memory-accounts.ts';

export { defaultFlood, type FloodLimits } from './flood.ts';
export { plainText } from '../../../common/text/plain-text.ts';
export { ChatError, type ChatErrorCode } from './errors.ts';
