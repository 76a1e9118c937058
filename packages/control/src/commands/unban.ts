import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';
import { takeSubject } from './subject.ts';

export const unban: Command = {
  name: 'unban',
  group: 'Clients',
  aliases: ['pardon'],
  usage: '<who>',
  summary: 'remove the ban of a name or an address',
  words: [1, 2],
  audit: 'line',
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }) => ((await target.bans?.list()) ?? []).map((one) => one.subject),
  async run({ target, answer }, { words }) {
    const { subject } = takeSubject(words);
    if (!(await target.bans?.remove(subject))) {
      throw new ControlError('ERR_CONTROL_NOT_FOUND', `"${subject}" is not banned`);
    }
    await answer(visible(`unbanned ${subject}`), { unbanned: subject });
  },
};
