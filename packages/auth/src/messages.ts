import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from './authenticator.ts';

/** What may be called from another thread; nothing else of the accounts is. */
export const remoteMethods = [
  'identify',
  'exists',
  'checkName',
  'checkPassword',
  'register',
  'verify',
  'changePassword',
  'issueToken',
  'resume',
  'revoke',
] as const satisfies readonly (keyof Authenticator)[];

/** The name of a method that may be called from another thread. */
export type RemoteMethod = (typeof remoteMethods)[number];

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
