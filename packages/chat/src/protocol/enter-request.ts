import type { FloodState } from '../flood.ts';

/** The protocol that a client speaks. */
export type Dialect = 'text' | 'irc';

/** How a client proved who it is; a guest proves nothing. */
export type LoginMethod = 'password' | 'token' | 'registration' | 'guest';

/** Somebody who has proved an account, or is a guest, wants to come in. */
export interface EnterRequest {
  readonly type: 'enter';
  readonly account: string;
  readonly roles: readonly string[];
  /** How many changes of accounts there had been when the account was proved. */
  readonly version?: number;
  /** When the account was registered, in ms since 1970. */
  readonly createdAt?: number;
  readonly address: string;
  /** The connection's number at its server. */
  readonly connectionId: number;
  readonly dialect: Dialect;
  readonly by: LoginMethod;
  /** What the account is to be called in full; its name if not given. */
  readonly realName?: string;
  /** Whether the answer is to hold who is in the room. */
  readonly names?: boolean;
  /** It has waited as long as it was told to. */
  readonly waited?: boolean;
}

/** What a session learns of itself on coming in. */
export interface EnterResponse {
  readonly session: number;
  readonly account: string;
  /** What the session is called where its account is kept. */
  readonly tag: string;
  readonly flood: FloodState;
}
