import { formatMoment } from '../text/quantity.ts';
import { table } from '../text/table.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './durations.ts';
import { clientNames } from './find-clients.ts';

export const ban: Command = {
  name: 'ban',
  aliases: ['bans'],
  usage: '[<name|address> [--for <time>] [reason]]',
  summary: 'keep a name or an address out; alone, list who is banned',
  words: [0, Infinity],
  options: { for: { type: 'string' } },
  audit: 'line',
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }, words) => (words.length === 1 ? await clientNames(target) : []),
  async run(context, { words: [subject, ...why], flags }) {
    if (subject === undefined) return await listBans(context);
    const durationMs = typeof flags['for'] === 'string' ? readDuration(flags['for']) : undefined;
    const reason = why.join(' ');
    await context.target.bans?.add(subject, {
      ...(durationMs !== undefined && { durationMs }),
      ...(reason !== '' && { reason }),
    });
    await context.answer(visible(`banned ${subject}`), { banned: subject });
  },
};

async function listBans({ target, answer }: CommandContext): Promise<void> {
  const all = (await target.bans?.list()) ?? [];
  const rows = all.map(({ subject, expiresAt, reason }) => [
    subject,
    expiresAt === undefined ? 'for good' : formatMoment(expiresAt),
    reason,
  ]);
  await answer(all.length === 0 ? 'nobody is banned' : table(['who', 'until', 'why'], rows), all);
}
