import { Outbox } from '../outbox.ts';
import type { Told } from '../protocol.ts';
import type {
  CrashEvent,
  DisconnectEvent,
  DisconnectReason,
  PlacedEvent,
} from '../server-event.ts';
import type { Accepted, ClientWorker } from './client-worker.ts';
import type { ErrorData } from '../errors.ts';

const maxWaitingEvents = 10_000;

/** Nobody sees an event 5 ms late, and waking main for each would cost a third of what serving a brief client costs. */
const delayMs = 5;

/**
 * The events and answers on their way to main. While main is blocked they wait here: clients that have come and gone meanwhile
 * are forgotten together, and log records and refusals beyond the bound are dropped; what remains is bounded by the
 * clients that are here.
 */
export function eventOutbox(send: (items: Told[]) => void): Outbox<Told> {
  return new Outbox({
    send,
    delayMs,
    maxItems: maxWaitingEvents,
    mustKeep: (event) => event.type !== 'log' && event.type !== 'reject',
    compact: withoutPassersBy,
  });
}

function withoutPassersBy(items: Told[]): Told[] {
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

/** What is told of a thread that ended by itself. */
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
