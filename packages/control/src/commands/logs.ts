import { ControlError } from '../errors.ts';
import { followLog, tailLog } from '../log/follow-log.ts';
import { formatEntry } from '../log/format-entry.ts';
import type { LogFile } from '../log/log-file.ts';
import { atLeast, isLogLevel, type LogEntry, logLevels } from '../log/log-record.ts';
import { escapeJson } from '../../../../common/text/visible.ts';
import type { Arguments, Command, CommandContext } from './command.ts';

const maxLines = 100_000;

export const logs: Command = {
  name: 'logs',
  group: 'Log',
  aliases: ['log', 'tail'],
  usage: '[-n <lines>] [-f] [--level <level>] [--client <id>]',
  summary: 'print the last lines of the log; -f follows it',
  details:
    '20 lines unless -n says otherwise. --level shows that level and above, --client what is about one client (7, or ' +
    'echo/7). -f ends with Ctrl-C.',
  words: [0, 0],
  options: {
    lines: { type: 'string', short: 'n' },
    follow: { type: 'boolean', short: 'f' },
    level: { type: 'string' },
    client: { type: 'string' },
  },
  available: ({ log }) => log !== undefined,
  complete: (_, words) => (words.at(-2) === '--level' ? logLevels : []),
  async run(context, { flags }) {
    if (context.log === undefined) return;
    const count = readCount(flags['lines']);
    const match = readFilter(flags);
    if (flags['follow']) return await follow(context, context.log, count, match);
    const entries = await tailLog(context.log, { count, match, signal: context.signal });
    if (context.json) return await context.answer('', entries);
    const { colors, columns } = context.io;
    // In portions, so that neither side has to hold a long log as one text.
    for (let at = 0; at < entries.length; at += 500) {
      const portion = entries
        .slice(at, at + 500)
        .map((entry) => formatEntry(entry, { colors, columns }));
      await context.io.write(portion.join('\n'));
    }
    if (entries.length === 0) await context.io.write('nothing in the log');
  },
};

async function follow(
  { io, json, endless }: CommandContext,
  log: LogFile,
  count: number,
  match: (entry: LogEntry) => boolean,
): Promise<void> {
  const unhush = io.hush?.();
  try {
    for await (const followed of followLog(log, { count, match, signal: endless })) {
      if (json)
        await io.write(escapeJson(JSON.stringify('entry' in followed ? followed.entry : followed)));
      else if ('entry' in followed)
        await io.write(formatEntry(followed.entry, { colors: io.colors, columns: io.columns }));
      else await io.write(`(${followed.skipped} records skipped: too slow to show them)`);
    }
  } finally {
    unhush?.();
  }
}

function readCount(typed: Arguments['flags'][string]): number {
  if (typed === undefined) return 20;
  const count = Number(typed);
  if (typeof typed === 'string' && /^\d+$/.test(typed) && count <= maxLines) return count;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected -n to be 0 to ${maxLines}, got "${typed}"`);
}

function readFilter(flags: Arguments['flags']): (entry: LogEntry) => boolean {
  const { level = 'debug', client } = flags;
  if (typeof level !== 'string' || !isLogLevel(level)) {
    throw new ControlError(
      'ERR_CONTROL_USAGE',
      `Expected --level to be one of ${logLevels.join(', ')}`,
    );
  }
  if (typeof client !== 'string') return (entry) => atLeast(entry.level, level);
  const [, listener, id] = /^(?:([^/]+)\/)?(\d+)$/.exec(client) ?? [];
  if (id === undefined) {
    throw new ControlError('ERR_CONTROL_USAGE', `Expected --client to be an id, got "${client}"`);
  }
  return (entry) =>
    atLeast(entry.level, level) &&
    entry.client === Number(id) &&
    (listener === undefined || entry.listener === listener);
}
