import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../../../common/text/duration.ts';
import type { ClientInfo, ControlListener, ControlTarget, ThreadInfo } from '../target.ts';
import { formatBytes, percent } from '../text/quantities.ts';
import { type Cell, table } from '../text/layout.ts';
import type { Command, CommandContext } from './command.ts';
import { findListeners, listenerNames } from './listeners.ts';
import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import { listClients } from './clients.ts';

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
async function listThreads(
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

export const top: Command = {
  name: 'top',
  group: 'Status',
  aliases: ['monitor'],
  usage: '[-n <times>] [--every <seconds>]',
  summary: 'show the busiest threads and clients, live',
  details:
    'Redraws every second until q or Ctrl-C is pressed. Without a terminal, prints one frame.',
  arity: [0, 0],
  options: { times: { type: 'string', short: 'n' }, every: { type: 'string' } },
  available: ({ target }) =>
    target.listeners.some((one) => one.clients !== undefined || one.threads !== undefined),
  async run(context, { flags }) {
    const { io, json, streamSignal: signal } = context;
    const live = io.frame !== undefined && !json;
    const times =
      flags['times'] === undefined ? (live ? Infinity : 1) : number('-n', flags['times']);
    const everyMs = 1000 * (flags['every'] === undefined ? 1 : number('--every', flags['every']));
    let before = await takeSample(context);
    for (let count = 0; count < times && !signal.aborted; count += 1) {
      // The first frame comes early, with the rates of a quarter of a second.
      const waited = await pause(count === 0 ? Math.min(250, everyMs) : everyMs, signal);
      if (!waited) break;
      const sample = await takeSample(context);
      await show(context, before, sample);
      before = sample;
    }
  },
};

async function show(context: CommandContext, before: Sample, now: Sample): Promise<void> {
  const { io, json, target, reply } = context;
  if (json) return await reply('', now);
  const frame = topFrame(target, before, now, { columns: io.columns, rows: io.rows });
  if (io.frame === undefined) await io.write(frame);
  else await io.frame(frame);
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

function number(flag: string, typed: string | boolean): number {
  const value = Number(typed);
  if (typeof typed === 'string' && value > 0 && value <= 86_400) return value;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected ${flag} to be a number, got "${typed}"`);
}

const threadHeads = ['thread', 'listener', 'state', 'cpu', 'loop', 'heap', 'clients'];
const clientHeads = ['client', 'name', 'from', 'thread', 'in/s', 'out/s', 'unsent'];

/** Formats the difference between two samples, the busiest first, for a screen of the given size. */
function topFrame(
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

/** The clients and threads at one moment. */
interface Sample {
  readonly time: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly clients: readonly (ClientInfo & { readonly listener: string })[];
  readonly threads: readonly (ThreadInfo & { readonly listener: string })[];
}

/** Collects the current clients and threads. */
async function takeSample({
  target,
  clock,
}: Pick<CommandContext, 'target' | 'clock'>): Promise<Sample> {
  const [clients, threads] = await Promise.all([
    listClients(target.listeners),
    listThreads(target.listeners),
  ]);
  const { user, system } = process.cpuUsage();
  return {
    time: clock(),
    cpuMs: (user + system) / 1000,
    memoryBytes: process.memoryUsage.rss(),
    clients: clients.map(({ listener, client }) => ({ listener: listener.name, ...client })),
    threads,
  };
}
