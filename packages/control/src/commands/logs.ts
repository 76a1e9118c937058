import { ControlError } from '../errors.ts';
import { followLog, tailLog } from '../log/read-log.ts';
import { atLeast, formatEntry, isLogLevel, type LogEntry, logLevels } from '../log/log-record.ts';
import type { LogFile } from '../log/log-file.ts';
import { escapeJson, visible } from '../../../../common/text/visible.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { paragraph } from '../text/layout.ts';

const maxLines = 100_000;

export const logs: Command = {
  name: 'logs',
  group: 'Log',
  aliases: ['log', 'tail', 'log-file'],
  usage: '[-n <lines>] [-f] [--level <level>] [--client <id>]',
  summary: 'print the last lines of the log; -f follows it',
  details:
    'Prints 20 lines by default. --level selects that level and above, --client the records about one client (7 or ' +
    'echo/7). Ctrl-C ends -f.',
  arity: [0, 0],
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
    if (context.json) return await context.reply('', entries);
    const { colors, columns } = context.io;
    // In chunks, so that neither side holds a long log as one string.
    for (let at = 0; at < entries.length; at += 500) {
      const chunk = entries
        .slice(at, at + 500)
        .map((entry) => formatEntry(entry, { colors, columns }));
      await context.io.write(chunk.join('\n'));
    }
    if (entries.length === 0) await context.io.write('no log records');
  },
};

async function follow(
  { io, json, streamSignal }: CommandContext,
  log: LogFile,
  count: number,
  match: (entry: LogEntry) => boolean,
): Promise<void> {
  const unmuteLog = io.muteLog?.();
  try {
    for await (const followed of followLog(log, { count, match, signal: streamSignal })) {
      if (json)
        await io.write(escapeJson(JSON.stringify('entry' in followed ? followed.entry : followed)));
      else if ('entry' in followed)
        await io.write(formatEntry(followed.entry, { colors: io.colors, columns: io.columns }));
      else await io.write(`(${followed.skipped} records skipped: the reader is too slow)`);
    }
  } finally {
    unmuteLog?.();
  }
}

function readCount(typed: Arguments['flags'][string]): number {
  if (typed === undefined) return 20;
  const count = Number(typed);
  if (typeof typed === 'string' && /^\d+$/.test(typed) && count <= maxLines) return count;
  throw new ControlError(
    'ERR_CONTROL_USAGE',
    `Expected -n to be a number from 0 to ${maxLines}, got "${typed}"`,
  );
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
    throw new ControlError(
      'ERR_CONTROL_USAGE',
      `Expected --client to be a client id, got "${client}"`,
    );
  }
  return (entry) =>
    atLeast(entry.level, level) &&
    entry.client === Number(id) &&
    (listener === undefined || entry.listener === listener);
}

export const clearLogs: Command = {
  name: 'clear-logs',
  group: 'Log',
  aliases: ['clear-log', 'clear-log-file'],
  usage: '',
  summary: 'empty the log file',
  arity: [0, 0],
  audit: 'line',
  available: ({ log }) => log !== undefined,
  async run({ log, reply, confirm }) {
    if (log === undefined) return;
    await confirm(`Empty the log file ${log.path}?`);
    log.clear();
    await reply(visible(`emptied ${log.path}`), { cleared: log.path });
  },
};

export const logLevel: Command = {
  name: 'log-level',
  group: 'Log',
  aliases: ['loglevel'],
  usage: `[${logLevels.join('|')}]`,
  summary: 'print or set the log level',
  arity: [0, 1],
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ log }) => log !== undefined,
  complete: () => logLevels,
  async run({ log, reply }, { words: [level] }) {
    if (log === undefined) return;
    if (level !== undefined && !isLogLevel(level)) {
      throw new ControlError(
        'ERR_CONTROL_USAGE',
        `Expected ${logLevels.join(', ')}, got "${level}"`,
      );
    }
    if (level !== undefined) log.level = level;
    await reply(`log level ${log.level}`, { level: log.level });
  },
};

export const explain: Command = {
  name: 'explain',
  group: 'Log',
  usage: 'on|off',
  summary: 'log which thread did each step',
  arity: [1, 1],
  audit: 'line',
  available: ({ target }) => target.explain !== undefined,
  complete: () => ['on', 'off'],
  async run({ target, reply, io }, { words: [word] }) {
    if (word !== 'on' && word !== 'off') {
      throw new ControlError('ERR_CONTROL_USAGE', `Expected on or off, got "${word}"`);
    }
    await target.explain?.(word === 'on');
    const text =
      word === 'on'
        ? 'explain is on: the log shows which thread did each step, for every client and message. Follow it with ' +
          '"logs -f"; turn it off with "explain off".'
        : 'explain is off';
    await reply(paragraph(text, io.columns), { explain: word === 'on' });
  },
};
