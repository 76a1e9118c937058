import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from '../accounts/authenticator.ts';

/**
 * What may be called from another thread, with how many arguments, and whether the last is the origin; nothing else of
 * the accounts is. None is optional there: without an origin or a proof a call is the operator's.
 */
export const remoteCalls = {
  identify: { count: 1 },
  exists: { count: 1 },
  checkName: { count: 1 },
  checkPassword: { count: 2 },
  register: { count: 3, origin: true },
  verify: { count: 3, origin: true },
  changePassword: { count: 4, origin: true },
  issueToken: { count: 2 },
  resume: { count: 2, origin: true },
  revoke: { count: 2, origin: true },
} as const satisfies Record<keyof Authenticator, { count: number; origin?: boolean }>;

/** The name of a method that may be called from another thread. */
export type RemoteMethod = keyof typeof remoteCalls;

export const remoteMethods = Object.keys(remoteCalls) as readonly RemoteMethod[];

/** Which call it is, for who called; what `connectAccounts` gives is a string. */
export type CallId = string | number;

/** What a client's thread sends to the accounts. */
export type ToAccounts =
  | { type: 'call'; id: CallId; method: RemoteMethod; args: unknown[] }
  /** From the server, at the entry port: a further thread, with its own port. */
  | { type: 'client-thread'; threadId: number; port: MessagePort };

/** What the accounts answer: one message per call. */
export type FromAccounts =
  | { type: 'result'; id: CallId; value: unknown }
  | { type: 'error'; id: CallId; code: string; message: string; retryAfterMs?: number };
