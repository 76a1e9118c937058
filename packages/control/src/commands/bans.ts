import { isIP } from 'node:net';
import { formatDuration } from '../../../../common/text/duration.ts';
import { ControlError } from '../errors.ts';
import { formatMoment, requireDuration, splitLeadingDuration } from '../text/quantities.ts';
import { table } from '../text/layout.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { clientNames, listClients } from './clients.ts';
import { isWellFormedName, readsAs } from '../../../../common/names/account-name.ts';

export const ban: Command = {
  name: 'ban',
  group: 'Clients',
  aliases: ['bans'],
  usage: '[<who> [duration] [reason]]',
  summary: 'ban an account or address; without arguments, list the bans',
  details:
    'Takes an account name (`ban anna 1d flooding`) or an IP address (`ban 192.0.2.1`). To be explicit, write ' +
    '`ban name anna` or `ban addr 192.0.2.1`. Durations are written 30m, 2h, 7d, 2w or 1y; the default is permanent.',
  arity: [0, Infinity],
  options: { for: { type: 'string' } },
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }, words) => (words.length === 1 ? await clientNames(target) : []),
  async run(context, { words, flags }) {
    if (words.length === 0) return await listBans(context);
    const { subject, rest } = parseSubject(words);
    const { durationMs, reason } = parseTerms(rest, flags['for']);
    await context.target.bans?.add(subject, {
      ...(durationMs !== undefined && { durationMs }),
      ...(reason !== '' && { reason }),
    });
    const until = durationMs === undefined ? 'permanently' : `for ${formatDuration(durationMs)}`;
    const note = await unknownName(context, subject);
    await context.reply(visible(`banned ${subject} ${until}${note}`), {
      banned: subject,
      ...(durationMs !== undefined && { durationMs }),
      ...(reason !== '' && { reason }),
    });
  },
};

/** Parses the duration and the reason: `7d flooding`, or `--for 7d flooding`. */
function parseTerms(
  words: readonly string[],
  given: Arguments['flags'][string],
): { durationMs: number | undefined; reason: string } {
  const { durationMs, rest: reason } =
    typeof given === 'string'
      ? { durationMs: requireDuration(given), rest: words.join(' ') }
      : splitLeadingDuration(words);
  if (durationMs !== 0) return { durationMs, reason };
  throw new ControlError('ERR_CONTROL_USAGE', 'Expected a duration longer than 0');
}

/** Returns a note if no account has the name, since it may be a typo. */
async function unknownName({ target }: CommandContext, subject: string): Promise<string> {
  if (isIP(subject) !== 0 || target.accounts === undefined) return '';
  const accounts = (await target.accounts.list()).map(({ name }) => name);
  const online = (await listClients(target.listeners)).flatMap(({ client }) => client.name ?? []);
  const names = [...accounts, ...online];
  if (names.some((name) => name.toLowerCase() === subject.toLowerCase())) return '';
  return `; there is no such account${didYouMean(subject, names)}`;
}

async function listBans({ target, reply, io }: CommandContext): Promise<void> {
  const all = (await target.bans?.list()) ?? [];
  const rows = all.map(({ subject, expiresAt, reason }) => [
    subject,
    expiresAt === undefined ? 'permanent' : formatMoment(expiresAt),
    reason,
  ]);
  const text = table(['who', 'until', 'reason'], rows, io.columns);
  await reply(all.length === 0 ? 'no bans' : text, all);
}

export const unban: Command = {
  name: 'unban',
  group: 'Clients',
  aliases: ['pardon'],
  usage: '<who>',
  summary: 'remove a ban',
  arity: [1, 2],
  audit: 'line',
  available: ({ target }) => target.bans !== undefined,
  complete: async ({ target }) => ((await target.bans?.list()) ?? []).map((one) => one.subject),
  async run({ target, reply }, { words }) {
    // Any listed ban can be removed, even if its subject is not a valid name.
    const listed = (await target.bans?.list())?.find((one) => one.subject === words[0]);
    const { subject } = words.length === 1 && listed !== undefined ? listed : parseSubject(words);
    if (!(await target.bans?.remove(subject))) {
      throw new ControlError('ERR_CONTROL_NOT_FOUND', `"${subject}" is not banned`);
    }
    await reply(visible(`unbanned ${subject}`), { unbanned: subject });
  },
};

/**
 * Parses an account name or IP address: `anna`, `192.0.2.1`, or explicitly `name anna`, `addr 192.0.2.1`.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` for anything else
 */
function parseSubject(words: readonly string[]): { subject: string; rest: string[] } {
  const [first = '', second] = words;
  if (second !== undefined && (first === 'addr' || first === 'name')) {
    const isAddress = isIP(second) !== 0;
    if (isAddress !== (first === 'addr') || (!isAddress && !isWellFormedName(second))) {
      const expected = first === 'addr' ? 'an IP address' : 'a name';
      throw new ControlError('ERR_CONTROL_USAGE', `Expected ${expected}, got "${second}"`);
    }
    return { subject: second, rest: words.slice(2) };
  }
  if (isIP(first) === 0 && (!isWellFormedName(first) || readsAs(first) !== undefined)) {
    throw new ControlError(
      'ERR_CONTROL_USAGE',
      `Expected a name or an IP address, got "${first}"; see "clients"`,
    );
  }
  return { subject: first, rest: words.slice(1) };
}
