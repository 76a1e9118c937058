import { figuresOf, healthOf } from '../service/health.ts';
import type { ListenerState } from '../target.ts';
import { formatBytes, formatDuration } from '../text/quantity.ts';
import { type Cell, pairs, table } from '../text/table.ts';
import type { Command } from './command.ts';

export const status: Command = {
  name: 'status',
  aliases: ['st', 'info'],
  usage: '',
  summary: 'how the server is',
  words: [0, 0],
  async run(context) {
    const { target, shutdown, log, answer } = context;
    const listeners = await Promise.all(
      target.listeners.map(async (one) => ({ name: one.name, ...(await one.status()) })),
    );
    const [health, figures] = await Promise.all([healthOf(target), figuresOf(target)]);
    const own = {
      name: target.name,
      ...(target.version !== undefined && { version: target.version }),
      pid: process.pid,
      uptimeMs: Math.round(process.uptime() * 1000),
      memoryBytes: process.memoryUsage.rss(),
      ...(shutdown.state !== 'no' && { shutdown: shutdown.state }),
      ...(log !== undefined && { log: log.path, logLevel: log.level }),
      ...(target.health !== undefined && { health: describeHealth(health) }),
      ...figures,
    };
    const text = `${listenerTable(listeners)}\n\n${pairs(Object.entries(own).map(readable))}`;
    await answer(text, { ...own, ...(target.health !== undefined && { health }), listeners });
  },
};

function listenerTable(listeners: readonly (ListenerState & { name: string })[]): string {
  const more = [...new Set(listeners.flatMap(({ figures }) => Object.keys(figures ?? {})))];
  const rows = listeners.map(({ name, state, address, clients, figures }): Cell[] => [
    name,
    state,
    address,
    clients,
    ...more.map((figure) => {
      const value = figures?.[figure];
      return typeof value === 'boolean' ? String(value) : value;
    }),
  ]);
  return table(['listener', 'state', 'address', 'clients', ...more], rows);
}

function describeHealth(health: Readonly<Record<string, string>>): string {
  return Object.entries(health)
    .map(([name, state]) => `${name} ${state}`)
    .join(', ');
}

function readable([name, value]: [string, string | number | boolean]): [string, Cell] {
  if (name === 'uptimeMs') return ['uptime', formatDuration(Number(value))];
  if (name === 'memoryBytes') return ['memory', formatBytes(Number(value))];
  return [name, typeof value === 'boolean' ? String(value) : value];
}
