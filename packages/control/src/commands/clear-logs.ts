import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';

export const clearLogs: Command = {
  name: 'clear-logs',
  group: 'Log',
  aliases: ['clear-log', 'clear-log-file'],
  usage: '',
  summary: 'empty the log file',
  words: [0, 0],
  audit: 'line',
  available: ({ log }) => log !== undefined,
  async run({ log, answer, confirm }) {
    if (log === undefined) return;
    await confirm(`Empty the log file ${log.path}?`);
    log.clear();
    await answer(visible(`emptied ${log.path}`), { cleared: log.path });
  },
};
