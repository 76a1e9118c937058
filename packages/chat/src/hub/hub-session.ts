import type { Dialect } from '../protocol/enter-request.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { ThreadLink } from './thread-link.ts';

/** An account that is here, by one session or several. */
export interface Presence {
  /** The name as it is written. */
  readonly account: string;
  readonly sessions: Set<HubSession>;
  /** Tells the account from earlier and later ones of its name; undefined for a guest. */
  identity: string | undefined;
  /** When the first of the sessions came, by the clock that nobody sets. */
  readonly since: number;
  operator: boolean;
  /** What it is called in full. */
  realName: string;
  away: string | undefined;
  /** When the account last said something, by the same clock. */
  spokeAt: number;
}

/** One session as the hub sees it. */
export interface HubSession {
  readonly number: number;
  readonly link: ThreadLink;
  readonly presence: Presence;
  readonly address: string;
  /** The connection's number at its server. */
  readonly connectionId: number;
  readonly dialect: Dialect;
  /** The account's {@link Presence.identity} at login. */
  readonly identity: string | undefined;
  /** It has no account. */
  readonly guest: boolean;
  /** How many changes of accounts there had been when its account was proved, if that is known. */
  readonly version: number | undefined;
  /** What it does is charged to these. */
  budgets: readonly FloodBudget[];
  /** The names of the rooms it is in. */
  readonly rooms: Set<string>;
}
