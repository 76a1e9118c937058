import { constants, setPriority } from 'node:os';
import { ReadQueue } from './read-queue.ts';
import type { FromReader, ReaderThreadData, ToReader } from './thread-reader.ts';
import { SqliteReader } from './sqlite-reader.ts';

/** Time slice of one account's query before the next account's turn. */
const sliceMs = 5;

/** Runs queries on a history file until it receives `close`. */
export function runReader({ file, port, closed }: ReaderThreadData): void {
  yieldProcessor();
  const reader = new SqliteReader(file);
  const send = (message: FromReader): void => port.postMessage(message);
  const queue = new ReadQueue({
    sliceMs,
    settle: ({ id, result }) => {
      if ('answer' in result) return send({ type: 'answer', id, answer: result.answer });
      const { error } = result;
      send({ type: 'error', id, reason: error instanceof Error ? error.message : String(error) });
    },
  });
  port.on('message', (message: ToReader) => {
    switch (message.type) {
      case 'read': {
        const { id, account, query } = message;
        return queue.add(id, account, (spent) => reader.start(query, spent));
      }
      case 'cancel':
        return queue.cancel(message.id);
      case 'close':
        queue.clear();
        reader.close();
        port.close();
        Atomics.store(closed, 0, 1);
        Atomics.notify(closed, 0);
        return;
      default:
        throw new TypeError(`Unknown message ${String(message satisfies never)}`);
    }
  });
}

/** Lowers the priority of the calling thread, so that the chat runs first. Per-thread only on Linux. */
function yieldProcessor(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not permitted: keep the normal priority.
  }
}
