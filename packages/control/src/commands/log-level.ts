import { ControlError } from '../errors.ts';
import { isLogLevel, logLevels } from '../log/log-record.ts';
import type { Command } from './command.ts';

export const logLevel: Command = {
  name: 'log-level',
  group: 'Log',
  aliases: ['loglevel'],
  usage: `[${logLevels.join('|')}]`,
  summary: 'print or set the log level',
  words: [0, 1],
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ log }) => log !== undefined,
  complete: () => logLevels,
  async run({ log, answer }, { words: [level] }) {
    if (log === undefined) return;
    if (level !== undefined && !isLogLevel(level)) {
      throw new ControlError(
        'ERR_CONTROL_USAGE',
        `Expected ${logLevels.join(', ')}, got "${level}"`,
      );
    }
    if (level !== undefined) log.level = level;
    await answer(`log level ${log.level}`, { level: log.level });
  },
};
