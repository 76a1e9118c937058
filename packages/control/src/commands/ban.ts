import { ControlError } from '../errors.ts';
import { formatDuration, formatMoment } from '../text/quantity.ts';
import { table } from '../text/table.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { readDuration, takeDuration } from './durations.ts';
import { clientNames } from './find-clients.ts';
import { takeSubject } from './subject.ts';

export const ban: Command = {
  name: 'ban',
  group: 'Clients',
  aliases: ['bans'],
  usage: '[<who> [duration] [reason]]',
  summary: 'ban a name or an address; without arguments, list the bans',
  details:
    'A name (`ban anna 1d flooding`) or an IP address (`ban 192.0.2.1`); `ban name anna` and `ban addr 192.0.2.1` say ' +
    'which. Durations are 30m, 2h, 7d, 2w, 1y; without one the ban has no end.',
  words: [0, Infinity],
  options: { for: { type: 'string' } },
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }, words) => (words.length === 1 ? await clientNames(target) : []),
  async run(context, { words, flags }) {
    if (words.length === 0) return await listBans(context);
    const { subject, rest } = takeSubject(words);
    const { durationMs, reason } = readTerms(rest, flags['for']);
    await context.target.bans?.add(subject, {
      ...(durationMs !== undefined && { durationMs }),
      ...(reason !== '' && { reason }),
    });
    const until = durationMs === undefined ? 'without end' : `for ${formatDuration(durationMs)}`;
    await context.answer(visible(`banned ${subject} ${until}`), {
      banned: subject,
      ...(durationMs !== undefined && { durationMs }),
      ...(reason !== '' && { reason }),
    });
  },
};

/** For how long, and why: `7d flooding`, or the duration as the option `--for`. */
function readTerms(
  words: readonly string[],
  given: Arguments['flags'][string],
): { durationMs: number | undefined; reason: string } {
  const { durationMs, rest: reason } =
    typeof given === 'string'
      ? { durationMs: readDuration(given), rest: words.join(' ') }
      : takeDuration(words);
  if (durationMs !== 0) return { durationMs, reason };
  throw new ControlError('ERR_CONTROL_USAGE', 'Expected a duration longer than 0');
}

async function listBans({ target, answer, io }: CommandContext): Promise<void> {
  const all = (await target.bans?.list()) ?? [];
  const rows = all.map(({ subject, expiresAt, reason }) => [
    subject,
    expiresAt === undefined ? 'no end' : formatMoment(expiresAt),
    reason,
  ]);
  const text = table(['who', 'until', 'reason'], rows, io.columns);
  await answer(all.length === 0 ? 'no bans' : text, all);
}
