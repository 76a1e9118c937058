import type { ControlTarget } from '../target.ts';
import { formatBytes, formatDuration } from '../text/quantity.ts';
import { type Cell, table } from '../text/table.ts';
import { visible } from '../../../../common/text/visible.ts';
import { percent } from './threads.ts';
import type { Sample } from './top-sample.ts';

const threadHeads = ['thread', 'listener', 'state', 'cpu', 'loop', 'heap', 'clients'];
const clientHeads = ['client', 'name', 'from', 'thread', 'in/s', 'out/s', 'unsent'];

/** Draws what happened between two samples, the busiest first, into so many columns and rows. */
export function topFrame(
  target: ControlTarget,
  before: Sample,
  now: Sample,
  { columns, rows }: { columns: number; rows: number },
): string {
  const seconds = Math.max(0.001, (now.time - before.time) / 1000);
  const head =
    `${visible(target.name)} up ${formatDuration(process.uptime() * 1000)}, ` +
    `${now.clients.length} clients, ${now.threads.length} threads, ` +
    `CPU ${percent((now.cpuMs - before.cpuMs) / 1000 / seconds)}, memory ${formatBytes(now.memoryBytes)}`;
  const room = Math.max(2, rows - 6);
  const threadRows = threadTable(before, now, seconds, Math.ceil(room / 2));
  const clientRows = clientTable(before, now, seconds, room - threadRows.length);
  const lines = [head];
  if (threadRows.length > 0) lines.push('', ...table(threadHeads, threadRows).split('\n'));
  lines.push('', ...table(clientHeads, clientRows).split('\n'));
  return lines.map((line) => line.slice(0, Math.max(20, columns)).toWellFormed()).join('\n');
}

function threadTable(before: Sample, now: Sample, seconds: number, most: number): Cell[][] {
  const earlier = new Map(before.threads.map((thread) => [thread.threadId, thread.cpuMs ?? 0]));
  return now.threads
    .map((thread) => ({
      ...thread,
      cpu: ((thread.cpuMs ?? 0) - (earlier.get(thread.threadId) ?? 0)) / 1000 / seconds,
    }))
    .sort((one, other) => other.cpu - one.cpu || one.threadId - other.threadId)
    .slice(0, most)
    .map(({ threadId, listener, state, cpu, utilization, heapUsedBytes, connectionIds }) => [
      threadId,
      listener,
      state,
      percent(Math.max(0, cpu)),
      utilization === undefined ? undefined : percent(utilization),
      heapUsedBytes === undefined ? undefined : formatBytes(heapUsedBytes),
      connectionIds?.join(' '),
    ]);
}

function clientTable(before: Sample, now: Sample, seconds: number, most: number): Cell[][] {
  const keyOf = (client: Sample['clients'][number]): string => `${client.listener}/${client.id}`;
  const earlier = new Map(before.clients.map((client) => [keyOf(client), client]));
  return now.clients
    .map((client) => {
      const { bytesIn = 0, bytesOut = 0 } = earlier.get(keyOf(client)) ?? {};
      return {
        ...client,
        key: keyOf(client),
        in: Math.max(0, (client.bytesIn ?? 0) - bytesIn) / seconds,
        out: Math.max(0, (client.bytesOut ?? 0) - bytesOut) / seconds,
      };
    })
    .sort((one, other) => other.in + other.out - (one.in + one.out) || one.id - other.id)
    .slice(0, Math.max(1, most))
    .map((client) => [
      client.key,
      client.name,
      client.remoteAddress,
      client.threadId,
      formatBytes(client.in),
      formatBytes(client.out),
      client.unsentBytes === undefined ? undefined : formatBytes(client.unsentBytes),
    ]);
}
