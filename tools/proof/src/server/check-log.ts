import { readFileSync } from 'node:fs';

/** Lines of a log that are no records. */
export function brokenLogLines(file: string): { records: number; problems: string[] } {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const problems = lines.filter((line) => !isRecord(line)).map((line) => `no record: ${line}`);
  return { records: lines.length, problems };
}

function isRecord(line: string): boolean {
  try {
    const { level, time, msg } = JSON.parse(line) as Record<string, unknown>;
    return typeof level === 'string' && typeof time === 'number' && typeof msg === 'string';
  } catch {
    return false;
  }
}
