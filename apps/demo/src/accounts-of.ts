import type { ControlAccounts } from '@threadline/control';
import type { AccountsService } from './accounts-service.ts';

/** The identification file as the operator's commands see it. The hub is told of a change before it is answered. */
export function accountsOf(accounts: AccountsService): ControlAccounts {
  const followed = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    await accounts.reload();
    return result;
  };
  return {
    list: async () => {
      const list = await accounts.file.list();
      return list.map(({ name, roles, createdAt, seen, tokens }) => {
        return { name, roles, createdAt, lastSeenAt: seen.at(-1)?.at, tokens };
      });
    },
    delete: (name) => followed(accounts.file.remove(name)),
    revoke: (name) => followed(accounts.file.revoke(name)),
    clear: () => followed(accounts.file.clear()),
  };
}
