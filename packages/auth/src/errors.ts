/** What went wrong, for programs: every {@link AuthError} carries one of these. */
export type AuthErrorCode =
  | 'ERR_AUTH_BAD_CREDENTIALS'
  | 'ERR_AUTH_BAD_NAME'
  | 'ERR_AUTH_NAME_TAKEN'
  | 'ERR_AUTH_NAME_RESERVED'
  | 'ERR_AUTH_UNKNOWN_NAME'
  | 'ERR_AUTH_BAD_PASSWORD'
  | 'ERR_AUTH_BAD_TOKEN'
  | 'ERR_AUTH_STALE_PROOF'
  | 'ERR_AUTH_THROTTLED'
  | 'ERR_AUTH_TOO_MANY_LOGINS'
  | 'ERR_AUTH_BUSY'
  | 'ERR_AUTH_FILE'
  | 'ERR_AUTH_CLOSED'
  | 'ERR_AUTH_CALL';

/** What an {@link AuthError} may carry beside its code and message. */
export interface AuthErrorDetails {
  /** What caused it: the system's own error, where there is one. */
  cause?: unknown;
  /** With `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS`: the time to wait, in milliseconds. */
  retryAfterMs?: number;
  /** With `ERR_AUTH_FILE`: the number of the malformed line, from 1. */
  line?: number;
}

/** Any refusal of this package. Its message never holds a password, a token or a hash. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  /** The reason, for programs. */
  readonly code: AuthErrorCode;
  /** With `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS`: the time to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** With `ERR_AUTH_FILE`: the number of the malformed line, from 1. */
  readonly line: number | undefined;

  constructor(code: AuthErrorCode, message: string, details: AuthErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.line = details.line;
  }
}

/** One text for an unknown name and for a wrong password, so that neither can be told from the other. */
export const badCredentials = (): AuthError =>
  new AuthError('ERR_AUTH_BAD_CREDENTIALS', 'Cannot log in: wrong name or password');

export const badName = (reason: string): AuthError =>
  new AuthError('ERR_AUTH_BAD_NAME', `Cannot use this name: ${reason}`);

export const nameTaken = (name: string): AuthError =>
  new AuthError('ERR_AUTH_NAME_TAKEN', `Cannot register "${name}": the name is taken`);

export const nameReserved = (name: string): AuthError =>
  new AuthError('ERR_AUTH_NAME_RESERVED', `Cannot register "${name}": the name is reserved`);

/** Only for callers who are trusted to know who exists: log-ins get {@link badCredentials}. */
export const unknownName = (): AuthError =>
  new AuthError('ERR_AUTH_UNKNOWN_NAME', 'Cannot find the account: no such name');

export const badPassword = (reason: string): AuthError =>
  new AuthError('ERR_AUTH_BAD_PASSWORD', `Cannot use this password: ${reason}`);

export const badToken = (): AuthError =>
  new AuthError('ERR_AUTH_BAD_TOKEN', 'Cannot resume the session: unknown or expired token');

export const staleProof = (): AuthError =>
  new AuthError(
    'ERR_AUTH_STALE_PROOF',
    'Cannot issue a token: the password was changed, or the token of this session is no longer good; log in again',
  );

export const throttled = (retryAfterMs: number): AuthError =>
  new AuthError(
    'ERR_AUTH_THROTTLED',
    `Cannot try now: too many failed attempts, wait ${Math.ceil(retryAfterMs / 1000)} s`,
    { retryAfterMs },
  );

export const tooManyLogins = (retryAfterMs: number): AuthError =>
  new AuthError(
    'ERR_AUTH_TOO_MANY_LOGINS',
    `Cannot log in now: too many log-ins, wait ${Math.ceil(retryAfterMs / 1000)} s`,
    { retryAfterMs },
  );

export const busy = (): AuthError =>
  new AuthError('ERR_AUTH_BUSY', 'Cannot check a password now: too many are waiting already');

export const closed = (): AuthError =>
  new AuthError('ERR_AUTH_CLOSED', 'Cannot reach the accounts: they are closed');

export const fileUnusable = (reason: string, details: AuthErrorDetails = {}): AuthError =>
  new AuthError('ERR_AUTH_FILE', `Cannot use the accounts file: ${reason}`, details);
