import type { ErrorData } from '../errors.ts';
import type { CrashEvent } from '../server-event.ts';
import type { ClientWorker } from './client-worker.ts';

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
