const unitBytes: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Reads `512`, `64k`, `64KiB`, `1m` or `2g` as bytes; anything else is undefined. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d{1,12})(?:([kmg])(?:i?b)?)?$/i.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (unitBytes[(match[2] ?? '').toLowerCase()] ?? 1);
}

/** Writes milliseconds for a person, in one or two units: `2h05m`, `3d04h`, `12s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (count: number): string => String(count).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

/** Writes bytes for a person: `512 B`, `1.5 KiB`, `64 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** Writes a moment as `2026-01-31 12:00:00Z`. */
export function formatMoment(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime())
    ? '-'
    : `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
