/**
 * A threaded TCP server: every client that connects gets a thread of its own, and its socket moves into it. Connections
 * are accepted in another thread, so the calling thread may block.
 *
 * ```ts
 * import { listen } from '@threadline/server';
 *
 * const server = await listen({ handler: new URL('./handler.js', import.meta.url), port: 7007 });
 * server.on('connection', ({ id, threadId }) => console.log(`client ${id} on thread ${threadId}`));
 * ```
 *
 * It has no protocol, accounts or console.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { listen } from './main/listen.ts';
export type { ListenOptions } from './main/options.ts';
export type { Limits } from './limits.ts';
export type { TlsOptions } from './main/tls.ts';
export type { Context, Handler, Log, LogLevel, LogRecord, ServicePorts } from './handler.ts';
export type { ThreadedServer } from './main/threaded-server.ts';
export type {
  ConnectionEvent,
  CrashEvent,
  DisconnectEvent,
  DisconnectReason,
  ListenerAddress,
  RejectEvent,
  ThreadedServerEvents,
  UnresponsiveEvent,
} from './server-event.ts';
export type { ConnectionInfo } from './main/connection-table.ts';
export type { ListenerStatus, ThreadInfo, ThreadState } from './protocol.ts';
export { capacity, type Capacity, type MachineBound } from './machine/capacity.ts';
export type { MachineLimits } from './machine/machine-limits.ts';
export { type ErrorData, ServerError, type ServerErrorCode } from './errors.ts';
