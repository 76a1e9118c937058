import { formatDuration } from '../../../../common/text/duration.ts';
import { statsOf, checkHealth } from '../service/health.ts';
import type { Scalar, ListenerState } from '../target.ts';
import { formatBytes } from '../text/quantities.ts';
import { type Cell, pairs, paragraph, table } from '../text/layout.ts';
import type { Command } from './command.ts';
import { styleText } from '../../../../common/text/style.ts';
import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import { version as controlVersion } from '../version.ts';

export const status: Command = {
  name: 'status',
  group: 'Status',
  aliases: ['st', 'info'],
  usage: '',
  summary: 'show the state of the server',
  arity: [0, 0],
  async run(context) {
    const { target, shutdown, log, reply, io } = context;
    const listeners = await Promise.all(
      target.listeners.map(async (one) => ({ name: one.name, ...(await one.status()) })),
    );
    const [health, stats] = await Promise.all([checkHealth(target), statsOf(target)]);
    const own = {
      name: target.name,
      ...(target.version !== undefined && { version: target.version }),
      pid: process.pid,
      uptimeMs: Math.round(process.uptime() * 1000),
      memoryBytes: process.memoryUsage.rss(),
      ...(shutdown.state !== 'none' && { shutdown: shutdown.state }),
      ...(log !== undefined && { log: log.path, logLevel: log.level }),
      ...(target.health !== undefined && { health: describeHealth(health) }),
      ...stats,
    };
    const text = `${listenerTable(listeners, io.columns)}\n\n${pairs(Object.entries(own).map(readable), io.columns)}`;
    await reply(text, { ...own, ...(target.health !== undefined && { health }), listeners });
  },
};

/** One column per listener, so that it fits a narrow screen. */
function listenerTable(
  listeners: readonly (ListenerState & { name: string })[],
  columns: number,
): string {
  const more = [...new Set(listeners.flatMap(({ stats }) => Object.keys(stats ?? {})))];
  const rows: Cell[][] = [
    ['state', ...listeners.map(({ state }) => state)],
    ['address', ...listeners.map(({ address }) => address)],
    ['clients', ...listeners.map(({ clients }) => clients)],
    ...more.map((name) => [name, ...listeners.map(({ stats }) => cell(stats?.[name]))]),
  ];
  return table(['listener', ...listeners.map(({ name }) => name)], rows, columns);
}

function cell(figure: Scalar | undefined): Cell {
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

export const doctor: Command = {
  name: 'doctor',
  group: 'Status',
  aliases: ['capacity'],
  usage: '',
  summary: 'check the capacity of the machine and look for problems',
  arity: [0, 0],
  available: ({ target }) => target.doctor !== undefined,
  async run({ target, reply, io }) {
    const findings = (await target.doctor?.()) ?? [];
    const mark = (ok: boolean): string => {
      const text = ok ? 'ok  ' : 'FAIL';
      return io.colors ? styleText(ok ? 'green' : 'red', text, { validateStream: false }) : text;
    };
    const lines = findings.map(
      ({ ok, title, detail }) =>
        mark(ok) + paragraph(`${title}: ${detail}`, io.columns, 5).slice(4),
    );
    await reply(lines.join('\n') || 'no findings', findings);
    const bad = findings.filter(({ ok }) => !ok).length;
    if (bad > 0)
      throw new ControlError('ERR_CONTROL_FAILED', `Found ${bad} problem${bad === 1 ? '' : 's'}`);
  },
};

export const rooms: Command = {
  name: 'rooms',
  group: 'Status',
  aliases: ['channels'],
  usage: '',
  summary: 'list the rooms',
  arity: [0, 0],
  available: ({ target }) => target.rooms !== undefined,
  async run({ target, reply, io }) {
    const all = (await target.rooms?.()) ?? [];
    const rows = all.map(({ name, members, topic }) => [name, members, topic]);
    const text = table(['room', 'members', 'topic'], rows, io.columns);
    await reply(all.length === 0 ? 'no rooms' : text, all);
  },
};

export const version: Command = {
  name: 'version',
  group: 'Status',
  aliases: ['ver'],
  usage: '',
  summary: 'print the versions',
  arity: [0, 0],
  async run({ target, reply }) {
    const { name, version: own } = target;
    const text = `${name}${own === undefined ? '' : ` ${own}`}, control ${controlVersion}, Node ${process.version}`;
    await reply(visible(text), {
      name,
      ...(own !== undefined && { version: own }),
      control: controlVersion,
      node: process.version,
    });
  },
};
