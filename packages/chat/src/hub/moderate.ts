import { isIP } from 'node:net';
import { ChatError } from '../errors.ts';
import { checkFlood, type FloodLimits } from '../flood.ts';
import { clipText } from '../plain-text.ts';
import type { HubSession } from './hub-session.ts';
import { end } from './membership.ts';
import type { Answers } from './asks.ts';
import { notHere } from './talk.ts';
import type { World } from './world.ts';

const maxMuted = 1000;
const maxForMs = 10 * 365 * 86_400_000;
const maxReasonBytes = 200;

/** Closes all sessions of an account. @throws ChatError */
export function kick(
  world: World,
  session: HubSession,
  { account, reason }: { account: string; reason: string },
): Answers['kick'] {
  refuseOthers(session);
  const presence = world.presence(account);
  if (!presence) throw notHere(account);
  const { account: by } = session.presence;
  const why = reason ? `kicked by ${by}: ${reason}` : `kicked by ${by}`;
  for (const one of [...presence.sessions]) end(world, one, why, 'kicked');
  world.options.log('info', 'account kicked', { account: presence.account, by });
  return { account: presence.account };
}

/** Takes the word from an account for a time, or gives it back. @throws ChatError */
export function mute(
  world: World,
  session: HubSession,
  { account, forMs }: { account: string; forMs: number },
): Answers['mute'] {
  refuseOthers(session);
  const key = account.toLowerCase();
  const name = clipText(world.presence(account)?.account ?? account, 64);
  if (forMs > 0) {
    const now = world.now();
    for (const [one, until] of world.muted) if (until <= now) world.muted.delete(one);
    if (world.muted.size >= maxMuted) throw new ChatError('ERR_CHAT_FULL', 'Too many are muted');
    if (!world.presence(account)) throw notHere(account);
    world.muted.set(key, now + Math.min(forMs, maxForMs));
  } else if (!world.muted.delete(key)) {
    throw new ChatError('ERR_CHAT_NOT_HERE', `${name} is not muted`);
  }
  world.options.log('info', forMs > 0 ? 'account muted' : 'account unmuted', {
    account: name,
    by: session.presence.account,
  });
  return { account: name };
}

/** Keeps an account or an address out, and closes the sessions it has; or ends that. @throws ChatError */
export function ban(
  world: World,
  session: HubSession,
  { target: text, forMs, reason }: { target: string; forMs: number | undefined; reason: string },
): Answers['ban'] {
  refuseOthers(session);
  const { account: by } = session.presence;
  const target = clipText(text, 64);
  if (target === '') throw new ChatError('ERR_CHAT_BAD_INPUT', 'Whom? An account or an address');
  if (forMs === 0) {
    if (!world.bans.remove(target)) {
      throw new ChatError('ERR_CHAT_NOT_HERE', `${target} is not banned`);
    }
    world.options.log('info', 'ban ended', { target, by });
    return { target };
  }
  if (target.toLowerCase() === by.toLowerCase()) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', 'You cannot ban yourself');
  }
  const until = forMs === undefined ? undefined : world.now() + Math.min(forMs, maxForMs);
  const why = clipText(reason, maxReasonBytes);
  world.bans.add({ target, by, reason: why, until }, world.now());
  world.options.log('info', 'banned', { target, by });
  for (const one of sessionsOf(world, target)) {
    end(world, one, why ? `banned by ${by}: ${why}` : `banned by ${by}`, 'kicked');
  }
  return { target };
}

/** The bans in force. @throws ChatError */
export function bans(world: World, session: HubSession): Answers['bans'] {
  refuseOthers(session);
  return { bans: world.bans.list(world.now()) };
}

/** An operator changes how fast clients may talk. @throws ChatError */
export function changeFlood(
  world: World,
  session: HubSession,
  limits: FloodLimits | 'off',
): Answers['flood'] {
  refuseOthers(session);
  setFlood(world, limits);
  world.options.log('info', 'flood limits changed', { by: session.presence.account });
  return { limits };
}

/** Changes how fast clients may talk, and tells every thread. @throws ChatError `ERR_CHAT_BAD_INPUT` */
export function setFlood(world: World, limits: FloodLimits | 'off'): void {
  try {
    world.flood = limits === 'off' ? limits : checkFlood(limits);
  } catch (cause) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', (cause as Error).message, { cause });
  }
  for (const link of world.links) link.add({ type: 'settings', flood: limits });
}

function sessionsOf(world: World, target: string): HubSession[] {
  if (!isIP(target)) return [...(world.presence(target)?.sessions ?? [])];
  return [...world.presences.values()].flatMap(({ sessions }) =>
    [...sessions].filter(({ address }) => address === target),
  );
}

function refuseOthers(session: HubSession): void {
  if (session.presence.operator) return;
  throw new ChatError('ERR_CHAT_DENIED', 'That is for operators');
}
