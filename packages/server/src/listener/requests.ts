import type { Limits } from '../limits.ts';
import type { ListenerRequest, ListenerStatus } from '../protocol.ts';
import type { ListenerAddress } from '../server-event.ts';
import type { Supervisor } from './supervisor.ts';

/** The parts of a listener that requests use. */
export interface RequestTarget {
  readonly supervisor: Supervisor;
  readonly status: ListenerStatus;
  pause(): Promise<void>;
  resume(): Promise<ListenerAddress>;
  empty(timeoutMs: number | undefined): Promise<number>;
  close(graceMs: number): Promise<void>;
  setLimits(limits: Limits): void;
}

/** Handles a request of the main thread. `ListenerRequests` has the type of the result. */
export async function handleRequest(
  listener: RequestTarget,
  request: ListenerRequest,
): Promise<unknown> {
  const { supervisor } = listener;
  switch (request.name) {
    case 'pause':
      await listener.pause();
      return undefined;
    case 'resume':
      return await listener.resume();
    case 'drain':
      await listener.pause();
      return await listener.empty(request.args.timeoutMs);
    case 'close':
      await listener.close(request.args.graceMs);
      return undefined;
    case 'kick':
      return await supervisor.kick(request.args.id, {
        code: 'ERR_CLIENT_KICKED',
        message: request.args.message,
      });
    case 'endThread':
      return await supervisor.endThread(request.args.threadId);
    case 'threads':
      return await supervisor.stats.read(supervisor.pool.workers);
    case 'status':
      return listener.status;
    case 'limits':
      listener.setLimits(request.args.limits);
      return undefined;
    case 'tls':
      supervisor.setTls(request.args.tls);
      return undefined;
    default:
      return request satisfies never;
  }
}
