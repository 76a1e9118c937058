import type { FloodState } from '../flood.ts';

/** The protocol that a client speaks. */
export type Dialect = 'text' | 'irc';

/** How a client authenticated; `guest` is unauthenticated. */
export type LoginMethod = 'password' | 'token' | 'registration' | 'guest';

/** Opens a session for an authenticated account or a guest. */
export interface EnterRequest {
  readonly type: 'enter';
  readonly account: string;
  readonly roles: readonly string[];
  /** Version of the account data at authentication. */
  readonly version?: number;
  /** Time of registration, in ms since 1970. */
  readonly createdAt?: number;
  readonly address: string;
  /** Number of the connection, assigned by its server. */
  readonly connectionId: number;
  readonly dialect: Dialect;
  readonly by: LoginMethod;
  /** Real name of the user. @default the account name */
  readonly realName?: string;
  /** If true, the response includes the members of the room. */
  readonly names?: boolean;
  /** True for a retry after the `retryAfterMs` of a refusal. */
  readonly waited?: boolean;
}

/** The session that was opened. */
export interface EnterResponse {
  readonly session: number;
  readonly account: string;
  /** Identifies the session in calls to the authenticator. */
  readonly tag: string;
  readonly flood: FloodState;
}
