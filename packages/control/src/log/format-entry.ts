import { styleText } from '../../../../common/text/style.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { LogEntry, LogLevel } from './log-record.ts';

const levelColors = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/** One line for the operator: `2026-01-31 12:00:00.123Z WARN echo/7 t12 message key=value`. Fit for a screen. */
export function formatEntry(entry: LogEntry, { colors = false } = {}): string {
  const parts = [
    moment(entry.time),
    level(entry.level, colors),
    whose(entry),
    entry.thread === undefined ? '' : `t${visible(String(entry.thread))}`,
    visible(entry.msg),
    fields(entry.fields),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function moment(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().replace('T', ' ');
}

function level(name: LogLevel, colors: boolean): string {
  const text = name.toUpperCase().padEnd(5);
  return colors ? styleText(levelColors[name], text, { validateStream: false }) : text;
}

function whose({ listener, client }: LogEntry): string {
  const name = listener === undefined ? '' : visible(String(listener));
  if (client === undefined) return name;
  const id = visible(String(client));
  return name === '' ? `client ${id}` : `${name}/${id}`;
}

function fields(values: LogEntry['fields']): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${visible(name)}=${fieldText(value)}`)
    .join(' ');
}

function fieldText(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  return visible(JSON.stringify(value));
}
