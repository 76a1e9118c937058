import { ControlError } from '../errors.ts';
import { formatMoment } from '../text/quantities.ts';
import { type Cell, table } from '../text/layout.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command, CommandContext } from './command.ts';

export const accounts: Command = {
  name: 'accounts',
  group: 'Accounts',
  aliases: ['users', 'identification-file'],
  usage: '[list|del <name>|revoke <name>]',
  summary: 'list accounts, delete one, or revoke its session tokens',
  arity: [0, 2],
  audit: 'line',
  readOnly: ({ words: [verb = 'list'] }) => verb === 'list',
  available: ({ target }) => target.accounts !== undefined,
  async complete({ target }, words) {
    if (words.length === 1) return ['list', 'del', 'revoke'];
    if (words.length > 2 || words[0] === 'list') return [];
    return ((await target.accounts?.list()) ?? []).map(({ name }) => name);
  },
  async run(context, { words: [verb = 'list', name] }) {
    if (verb === 'list' && name === undefined) return await listAccounts(context);
    if (name !== undefined && (verb === 'del' || verb === 'delete'))
      return await remove(context, name);
    if (name !== undefined && verb === 'revoke') return await revoke(context, name);
    throw new ControlError('ERR_CONTROL_USAGE', 'Expected list, del <name> or revoke <name>');
  },
};

async function listAccounts({ target, reply, io }: CommandContext): Promise<void> {
  const all = (await target.accounts?.list()) ?? [];
  const rows = all.map(({ name, roles, createdAt, lastSeenAt, tokens }): Cell[] => [
    name,
    roles?.join(' '),
    createdAt === undefined ? undefined : formatMoment(createdAt),
    lastSeenAt === undefined ? undefined : formatMoment(lastSeenAt),
    tokens,
  ]);
  const heads = ['account', 'roles', 'created', 'last seen', 'tokens'];
  await reply(all.length === 0 ? 'no accounts' : table(heads, rows, io.columns), all);
}

async function remove({ target, reply, confirm }: CommandContext, name: string): Promise<void> {
  await confirm(`Delete the account "${name}"?`);
  if (!(await target.accounts?.delete(name))) throw noAccount(name);
  await reply(visible(`deleted ${name}`), { deleted: name });
}

async function revoke({ target, reply }: CommandContext, name: string): Promise<void> {
  const all = (await target.accounts?.list()) ?? [];
  if (!all.some((one) => one.name.toLowerCase() === name.toLowerCase())) throw noAccount(name);
  const revoked = (await target.accounts?.revoke(name)) ?? 0;
  await reply(visible(`revoked ${revoked} tokens of ${name}`), { name, revoked });
}

function noAccount(name: string): ControlError {
  return new ControlError('ERR_CONTROL_NOT_FOUND', `No account "${name}"`);
}

export const clearAccounts: Command = {
  name: 'clear-accounts',
  group: 'Accounts',
  aliases: ['clear-users', 'clear-identification-file', 'clear-identification'],
  usage: '',
  summary: 'delete all accounts of the identification file',
  arity: [0, 0],
  audit: 'line',
  available: ({ target }) => target.accounts !== undefined,
  async run({ target, reply, confirm }) {
    const all = (await target.accounts?.list()) ?? [];
    await confirm(`Delete all ${all.length} accounts?`);
    const deleted = (await target.accounts?.clear()) ?? 0;
    await reply(`deleted ${deleted} accounts`, { deleted });
  },
};
