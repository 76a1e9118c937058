import type { AccountChange } from '../authenticator.ts';
import type { HubSession } from './hub-session.ts';
import { end } from './membership.ts';
import type { World } from './world.ts';

/** Lets the sessions follow changes of their accounts. */
export function applyAccountChanges(world: World, changes: readonly AccountChange[]): void {
  for (const change of changes) apply(world, change);
}

function apply(world: World, change: AccountChange): void {
  const { version } = change;
  if (change.type === 'cleared') {
    world.accountVersions.noteAll(version);
    world.mutes.clear();
    const accounts = [...world.sessions.values()].filter(({ guest }) => !guest);
    return endOlder(world, accounts, { version, reason: 'all accounts were deleted' });
  }
  const { name } = change;
  world.accountVersions.note(name, version);
  const sessions = [...(world.presence(name)?.sessions ?? [])].filter(({ guest }) => !guest);
  switch (change.type) {
    case 'removed':
      world.mutes.remove(name);
      return endOlder(world, sessions, { version, reason: 'your account was deleted' });
    case 'renamed':
      // What operators decided about the account stays with it.
      world.mutes.rename(name, change.to);
      world.bans.rename(name, change.to);
      return endOlder(world, sessions, {
        version,
        reason: `your account is called ${change.to} now: log in again`,
      });
    case 'password':
    case 'revoked': {
      const reason =
        change.type === 'password' ? 'your password was changed' : 'you were logged out everywhere';
      const others = sessions.filter((one) => world.tagOf(one.number) !== change.session);
      return endOlder(world, others, { version, reason });
    }
    case 'roles':
      return followRoles(sessions, change.roles.includes('operator'));
    default:
      throw new TypeError(`Unknown change ${String(change satisfies never)}`);
  }
}

/** A session that is not older was proved after the change: it may be the next owner's of the name. */
function endOlder(
  world: World,
  sessions: readonly HubSession[],
  { version, reason }: { version: number; reason: string },
): void {
  const older = sessions.filter((one) => one.version === undefined || one.version < version);
  for (const one of older) end(world, one, reason, 'closed');
  const [first] = older;
  if (first === undefined) return;
  const whose = new Set(older.map(({ presence }) => presence)).size === 1;
  world.options.log('info', 'sessions closed', {
    ...(whose ? { account: first.presence.account } : {}),
    sessions: older.length,
    reason,
  });
}

function followRoles(sessions: readonly HubSession[], operator: boolean): void {
  const [first] = sessions;
  if (first === undefined || first.presence.operator === operator) return;
  first.presence.operator = operator;
  for (const { link, number } of sessions) {
    link.add({ type: 'roles', session: number, operator });
  }
}
