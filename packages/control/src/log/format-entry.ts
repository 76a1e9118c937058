import { styleText } from '../../../../common/text/style.ts';
import { visible } from '../../../../common/text/visible.ts';
import { wrapText } from '../text/wrap.ts';
import type { LogEntry, LogLevel } from './log-record.ts';

/** What stands before the further lines of an entry. */
const indent = '  ';
const levelColors = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const;

/**
 * One line for the operator: `2026-01-31 12:00:00.123Z WARN echo/7 t12 message key=value`. Fit for a screen; where that
 * is narrower, the line is broken between words.
 */
export function formatEntry(
  entry: LogEntry,
  { colors = false, columns = Infinity }: { colors?: boolean; columns?: number } = {},
): string {
  const level = entry.level.toUpperCase().padEnd(5);
  const parts = [
    moment(entry.time),
    level,
    whose(entry),
    entry.thread === undefined ? '' : `t${visible(String(entry.thread))}`,
    visible(entry.msg),
    fields(entry.fields),
  ];
  const line = parts.filter((part) => part !== '').join(' ');
  const [first = '', ...rest] = wrapText(line, columns - indent.length);
  const colored = colors ? first.replace(level, color(entry.level, level)) : first;
  return [colored, ...rest.map((one) => indent + one)].join('\n');
}

function moment(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().replace('T', ' ');
}

function color(name: LogLevel, text: string): string {
  return styleText(levelColors[name], text, { validateStream: false });
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
