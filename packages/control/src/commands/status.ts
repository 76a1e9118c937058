import { figuresOf, healthOf } from '../service/health.ts';
import type { Figure, ListenerState } from '../target.ts';
import { formatBytes, formatDuration } from '../text/quantity.ts';
import { type Cell, pairs, table } from '../text/table.ts';
import type { Command } from './command.ts';

export const status: Command = {
  name: 'status',
  group: 'Status',
  aliases: ['st', 'info'],
  usage: '',
  summary: 'state of the server',
  words: [0, 0],
  async run(context) {
    const { target, shutdown, log, answer, io } = context;
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
    const text = `${listenerTable(listeners, io.columns)}\n\n${pairs(Object.entries(own).map(readable), io.columns)}`;
    await answer(text, { ...own, ...(target.health !== undefined && { health }), listeners });
  },
};

/** A column for each listener, a row for each figure: so it fits a narrow screen. */
function listenerTable(
  listeners: readonly (ListenerState & { name: string })[],
  columns: number,
): string {
  const more = [...new Set(listeners.flatMap(({ figures }) => Object.keys(figures ?? {})))];
  const rows: Cell[][] = [
    ['state', ...listeners.map(({ state }) => state)],
    ['address', ...listeners.map(({ address }) => address)],
    ['clients', ...listeners.map(({ clients }) => clients)],
    ...more.map((name) => [name, ...listeners.map(({ figures }) => cell(figures?.[name]))]),
  ];
  return table(['listener', ...listeners.map(({ name }) => name)], rows, columns);
}

function cell(figure: Figure | undefined): Cell {
  return typeof figure === 'boolean' ? String(figure) : figure;
}

function describeHealth(health: Readonly<Record<string, string>>): string {
  return Object.entries(health)
    .map(([name, state]) => `${name} ${state}`)
    .join(', ');
}

function readable([name, value]: [string, string | number | boolean]): [string, Cell] {
  if (name === 'uptimeMs') return ['uptime', formatDuration(Number(value))];
  if (name === 'memoryBytes') return ['memory', formatBytes(Number(value))];
  return [name, cell(value)];
}
