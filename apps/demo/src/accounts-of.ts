import type { Accounts } from '@threadline/auth';
import type { HubThread } from '@threadline/chat';
import type { ControlAccounts } from '@threadline/control';

/**
 * The identification file as the operator's commands see it. Whoever is in by an account that is deleted has to go:
 * another could take the name meanwhile, and the two would be taken for one.
 */
export function accountsOf(accounts: Accounts, hub: HubThread): ControlAccounts {
  return {
    list: async () => {
      const list = await accounts.list();
      return list.map(({ name, roles, createdAt, seen, tokens }) => {
        return { name, roles, createdAt, lastSeenAt: seen.at(-1)?.at, tokens };
      });
    },
    delete: async (name) => {
      const deleted = await accounts.remove(name);
      if (deleted) await hub.end(name, 'your account was deleted');
      return deleted;
    },
    revoke: (name) => accounts.revoke(name),
    clear: async () => {
      const count = await accounts.clear();
      await hub.endAll('all accounts were deleted');
      return count;
    },
  };
}
