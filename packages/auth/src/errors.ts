/** Identifies the reason of an {@link AuthError}. */
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

/** The properties of an {@link AuthError} besides its code and message. */
export interface AuthErrorDetails {
  /** The underlying error, such as one of the system. */
  cause?: unknown;
  /** With `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS`: the time to wait, in milliseconds. */
  retryAfterMs?: number;
  /** With `ERR_AUTH_FILE`: the number of the malformed line, starting at 1. */
  line?: number;
}

/** An operational error of this package. Its message never contains a password, a token or a hash. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  /** Identifies the reason. */
  readonly code: AuthErrorCode;
  /** With `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS`: the time to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** With `ERR_AUTH_FILE`: the number of the malformed line, starting at 1. */
  readonly line: number | undefined;

  constructor(code: AuthErrorCode, message: string, details: AuthErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.line = details.line;
  }
}

/** The same for an unknown name and a wrong password, so that they cannot be told apart. */
export const badCredentials = (): AuthError =>
  new AuthError('ERR_AUTH_BAD_CREDENTIALS', 'Cannot log in: wrong name or password');

export const badName = (reason: string): AuthError =>
  new AuthError('ERR_AUTH_BAD_NAME', `Cannot use this name: ${reason}`);

export const nameTaken = (name: string): AuthError =>
  new AuthError('ERR_AUTH_NAME_TAKEN', `Cannot register "${name}": the name is taken`);

export const nameReserved = (name: string): AuthError =>
  new AuthError('ERR_AUTH_NAME_RESERVED', `Cannot register "${name}": the name is reserved`);

/** Only for callers who may know which accounts exist. Logins fail with {@link badCredentials}. */
export const unknownName = (): AuthError =>
  new AuthError('ERR_AUTH_UNKNOWN_NAME', 'Cannot find the account: no such name');

export const badPassword = (reason: string): AuthError =>
  new AuthError('ERR_AUTH_BAD_PASSWORD', `Cannot use this password: ${reason}`);

export const badToken = (): AuthError =>
  new AuthError('ERR_AUTH_BAD_TOKEN', 'Cannot resume the session: unknown or expired token');

export const staleProof = (): AuthError =>
  new AuthError(
    'ERR_AUTH_STALE_PROOF',
    'Cannot issue a token: the password or the token of this session is no longer valid, log in again',
  );

export const throttled = (retryAfterMs: number): AuthError =>
  new AuthError(
    'ERR_AUTH_THROTTLED',
    `Cannot check the password now: too many failed attempts, wait ${Math.ceil(retryAfterMs / 1000)} s`,
    { retryAfterMs },
  );

export const tooManyRegistrations = (retryAfterMs: number): AuthError =>
  new AuthError(
    'ERR_AUTH_THROTTLED',
    `Cannot register now: too many new accounts, wait ${Math.ceil(retryAfterMs / 1000)} s`,
    { retryAfterMs },
  );

export const tooManyLogins = (retryAfterMs: number): AuthError =>
  new AuthError(
    'ERR_AUTH_TOO_MANY_LOGINS',
    `Cannot log in now: too many logins, wait ${Math.ceil(retryAfterMs / 1000)} s`,
    { retryAfterMs },
  );

export const busy = (): AuthError =>
  new AuthError('ERR_AUTH_BUSY', 'Cannot check a password now: too many are queued');

export const closed = (): AuthError =>
  new AuthError('ERR_AUTH_CLOSED', 'Cannot use the accounts: they are closed');

export const fileUnusable = (reason: string, details: AuthErrorDetails = {}): AuthError =>
  new AuthError('ERR_AUTH_FILE', `Cannot use the accounts file: ${reason}`, details);
