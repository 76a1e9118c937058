import { formatDuration } from '../../../../common/text/duration.ts';
import type { ControlListener, ThreadInfo } from '../target.ts';
import { formatBytes, percent } from '../text/quantities.ts';
import { type Cell, table } from '../text/table.ts';
import type { Command } from './command.ts';
import { findListeners, listenerNames } from './listeners.ts';

export const threads: Command = {
  name: 'threads',
  group: 'Status',
  aliases: ['workers'],
  usage: '[listener...]',
  summary: 'list the client threads: state, CPU, event loop, heap',
  arity: [0, Infinity],
  available: ({ target }) => target.listeners.some((listener) => listener.threads !== undefined),
  complete: ({ target }) => listenerNames(target),
  async run({ target, reply, io }, { words }) {
    const all = await listThreads(findListeners(target, words));
    const heads = ['thread', 'listener', 'state', 'clients', 'cpu', 'loop', 'heap', 'silent'];
    const rows = all.map((thread): Cell[] => [
      thread.threadId,
      thread.listener,
      thread.state,
      thread.connectionIds?.join(' '),
      thread.cpuMs === undefined ? undefined : formatDuration(thread.cpuMs),
      thread.utilization === undefined ? undefined : percent(thread.utilization),
      thread.heapUsedBytes === undefined ? undefined : formatBytes(thread.heapUsedBytes),
      thread.silentMs ? formatDuration(thread.silentMs) : undefined,
    ]);
    await reply(rows.length === 0 ? 'no threads' : table(heads, rows, io.columns), all);
  },
};

/** All client threads of the listeners. */
export async function listThreads(
  listeners: readonly ControlListener[],
): Promise<(ThreadInfo & { listener: string })[]> {
  const lists = await Promise.all(
    listeners.map(async (listener) =>
      Array.from((await listener.threads?.()) ?? [], (thread) => ({
        listener: listener.name,
        ...thread,
      })),
    ),
  );
  return lists.flat();
}
