import { Outbox } from '../outbox.ts';
import type { BatchItem } from '../protocol.ts';
import type {
  CrashEvent,
  DisconnectEvent,
  DisconnectReason,
  PlacedEvent,
} from '../server-event.ts';
import type { Accepted, ClientWorker } from './client-worker.ts';
import type { ErrorData } from '../errors.ts';

const maxWaitingEvents = 10_000;

/** A delay of 5 ms is not noticed. Waking the main thread for each event would cost a third of the CPU of a short connection. */
const delayMs = 5;

/**
 * The queue of events and responses for the main thread. While that is blocked, the events of clients that have come and gone
 * are removed, and log records and rejections beyond the limit are dropped, so the queue is bounded by the present clients.
 */
export function eventOutbox(send: (items: BatchItem[]) => void): Outbox<BatchItem> {
  return new Outbox({
    send,
    delayMs,
    maxItems: maxWaitingEvents,
    mustKeep: (event) => event.type !== 'log' && event.type !== 'reject',
    compact: withoutPassersBy,
  });
}

function withoutPassersBy(items: BatchItem[]): BatchItem[] {
  const came = new Set<number>();
  const went = new Set<number>();
  for (const event of items) {
    if (event.type === 'connection') came.add(event.id);
    else if (event.type === 'disconnect' && came.has(event.id)) went.add(event.id);
  }
  return items.filter(
    (event) =>
      !((event.type === 'connection' || event.type === 'disconnect') && went.has(event.id)),
  );
}

/** The event for a client that has been placed on a thread. */
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

/** The event for a client that is gone. */
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

/** The event for a thread that ended by itself. */
export function crashEvent(
  worker: ClientWorker,
  error: ErrorData | undefined,
  exitCode: number,
): CrashEvent {
  return {
    type: 'crash',
    threadId: worker.threadId,
    reason: crashReason(worker, error),
    error: error ?? { code: 'ERR_THREAD_EXIT', message: `the thread exited with code ${exitCode}` },
    connectionIds: [...worker.connections.keys()],
  };
}

function crashReason(worker: ClientWorker, error: ErrorData | undefined): CrashEvent['reason'] {
  if (!worker.ready) return 'start';
  if (error === undefined) return 'exit';
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'error';
}
