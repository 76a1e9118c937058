import { ControlError } from '../errors.ts';
import { isLogLevel, logLevels } from '../log/log-record.ts';
import type { Command } from './command.ts';

export const logLevel: Command = {
  name: 'log-level',
  aliases: ['loglevel'],
  usage: `[${logLevels.join('|')}]`,
  summary: 'what goes into the log from now on; alone, what does now',
  words: [0, 1],
  audit: 'line',
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
