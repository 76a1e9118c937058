import type { Command } from './command.ts';

export const clearAccounts: Command = {
  name: 'clear-accounts',
  group: 'Accounts',
  aliases: ['clear-users', 'clear-identification-file', 'clear-identification'],
  usage: '',
  summary: 'delete every account of the identification file',
  words: [0, 0],
  audit: 'line',
  available: ({ target }) => target.accounts !== undefined,
  async run({ target, answer, confirm }) {
    const all = (await target.accounts?.list()) ?? [];
    await confirm(`Delete all ${all.length} accounts?`);
    const deleted = (await target.accounts?.clear()) ?? 0;
    await answer(`deleted ${deleted} accounts`, { deleted });
  },
};
