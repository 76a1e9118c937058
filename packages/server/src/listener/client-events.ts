import type { DisconnectReason } from '../client-thread-protocol.ts';
import type { DisconnectEvent, PlacedEvent } from '../server-event.ts';
import type { Accepted } from './accepted.ts';
import type { ClientWorker } from './client-worker.ts';

/** What main is told of a client that has got its thread. */
export function placedEvent(worker: ClientWorker, accepted: Accepted): PlacedEvent {
  const { id, remoteAddress, remotePort, acceptedAt, counters } = accepted;
  return {
    type: 'connection',
    id,
    remoteAddress,
    remotePort,
    threadId: worker.threadId,
    shared: worker.connections.size > 1,
    connectedAt: acceptedAt,
    counters: counters.memory,
  };
}

/** What main is told of a client that is gone. */
export function disconnectEvent(
  worker: ClientWorker,
  accepted: Accepted,
  reason: DisconnectReason,
): DisconnectEvent {
  const { id, remoteAddress, remotePort, acceptedAt, counters } = accepted;
  return {
    type: 'disconnect',
    id,
    remoteAddress,
    remotePort,
    threadId: worker.threadId,
    reason,
    durationMs: Math.max(0, Date.now() - acceptedAt),
    bytesIn: counters.bytesIn,
    bytesOut: counters.bytesOut,
  };
}
