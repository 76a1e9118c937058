import type { AccountChange } from '../authenticator.ts';
import type { HubSession } from './room.ts';
import { end } from './membership.ts';
import { setOperator } from './presence.ts';
import type { ChatState } from './state.ts';

/** Applies account changes to the sessions of those accounts. */
export function applyAccountChanges(state: ChatState, changes: readonly AccountChange[]): void {
  for (const change of changes) apply(state, change);
}

function apply(state: ChatState, change: AccountChange): void {
  const { version } = change;
  if (change.type === 'cleared') {
    state.accountVersions.noteAll(version);
    state.mutes.clear();
    state.privateOwners.clear();
    const accounts = [...state.sessions.values()].filter(({ guest }) => !guest);
    return endOlder(state, accounts, { version, reason: 'all accounts were deleted' });
  }
  const { name } = change;
  state.accountVersions.note(name, version);
  const sessions = [...(state.presence(name)?.sessions ?? [])].filter(({ guest }) => !guest);
  switch (change.type) {
    case 'removed':
      state.mutes.remove(name);
      state.privateOwners.release(name);
      return endOlder(state, sessions, { version, reason: 'your account was deleted' });
    case 'renamed':
      // Bans and mutes stay with the account.
      state.privateOwners.release(name);
      state.mutes.rename(name, change.to);
      state.bans.rename(name, change.to);
      return endOlder(state, sessions, {
        version,
        reason: `your account is called ${change.to} now: log in again`,
      });
    case 'password':
    case 'revoked': {
      const reason =
        change.type === 'password' ? 'your password was changed' : 'you were logged out everywhere';
      const others = sessions.filter((one) => state.tagOf(one.number) !== change.session);
      return endOlder(state, others, { version, reason });
    }
    case 'roles':
      return followRoles(state, sessions, change.roles.includes('operator'));
    default:
      throw new TypeError(`Unknown change ${String(change satisfies never)}`);
  }
}

/** Newer sessions were authenticated after the change and may belong to the next owner of the name. */
function endOlder(
  state: ChatState,
  sessions: readonly HubSession[],
  { version, reason }: { version: number; reason: string },
): void {
  const older = sessions.filter((one) => one.version === undefined || one.version < version);
  for (const one of older) end(state, one, reason, 'closed');
  const [first] = older;
  if (first === undefined) return;
  const isOneAccount = new Set(older.map(({ presence }) => presence)).size === 1;
  state.options.log('info', 'sessions closed', {
    ...(isOneAccount ? { account: first.presence.account } : {}),
    sessions: older.length,
    reason,
  });
}

function followRoles(state: ChatState, sessions: readonly HubSession[], operator: boolean): void {
  const [first] = sessions;
  if (first === undefined || !setOperator(state, first.presence, operator)) return;
  for (const { link, number } of sessions) {
    link.add({ type: 'roles', session: number, operator });
  }
}
