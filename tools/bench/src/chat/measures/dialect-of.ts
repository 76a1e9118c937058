import type { DialectName } from '../load/plan.ts';

/** What is spoken with a peer. */
export function dialectOf(peer: string): DialectName {
  return peer.endsWith('ircd') ? 'irc' : 'text';
}

/** Whether a peer is the server under test, with whatever history. */
export function isOurs(peer: string): boolean {
  return peer.startsWith('threadline');
}
