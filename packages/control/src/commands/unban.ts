import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';

export const unban: Command = {
  name: 'unban',
  aliases: ['pardon'],
  usage: '<name|address>',
  summary: 'let a banned name or address in again',
  words: [1, 1],
  audit: 'line',
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }) => ((await target.bans?.list()) ?? []).map((one) => one.subject),
  async run({ target, answer }, { words: [subject = ''] }) {
    if (!(await target.bans?.remove(subject))) {
      throw new ControlError('ERR_CONTROL_NOT_FOUND', `"${subject}" is not banned`);
    }
    await answer(visible(`unbanned ${subject}`), { unbanned: subject });
  },
};
