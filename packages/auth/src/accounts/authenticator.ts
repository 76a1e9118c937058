import type { AuthErrorCode } from '../errors.ts';

/** Someone who has proved to own an account. */
export interface Identity {
  /** The name as it was registered, which may differ in case from the name that was typed. */
  name: string;
  roles: readonly string[];
  /**
   * The number of account changes before the proof. An {@link AccountChange} of the account with a greater version
   * makes this identity out of date.
   */
  version: number;
  /**
   * When the account was registered, in milliseconds since 1970. It tells the account from an earlier one of the same
   * name; undefined for a line written by hand without `created=`.
   */
  createdAt: number | undefined;
  /** The proof that {@link Authenticator.issueToken} requires. Secret. */
  proof: string;
}

/** Where a call comes from. */
export interface Origin {
  /** The client's IP address, which is throttled and remembered. */
  address: string;
  /**
   * The caller's name for its session. An {@link AccountChange} that this call causes contains it, so that this session
   * can continue where the other sessions of the account end.
   */
  session?: string;
}

/** A new session token. */
export interface IssuedToken {
  /** 43 characters. Secret, and not stored: it cannot be shown again. */
  token: string;
  /** Milliseconds since 1970. Using the token extends it. */
  expiresAt: number;
}

/** Whether something is allowed. If not, the code and message of the error that the call would reject with. */
export type Check =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: AuthErrorCode; readonly message: string };

/** What a server needs to let users register and log in. Implemented by `Accounts` and, across threads, by a port. */
export interface Authenticator {
  /** Resolves with the name last seen at an address. Use it to greet a user, never to log one in. */
  identify(address: string): Promise<string | undefined>;
  /** Resolves with whether there is an account of this name, in any case of letters. */
  exists(name: string): Promise<boolean>;
  /**
   * Checks a name before asking for a password. The code is `ERR_AUTH_NAME_TAKEN`, also if the name could no longer be
   * registered, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`.
   */
  checkName(name: string): Promise<Check>;
  /** Checks a new password of an account with this name. The code is `ERR_AUTH_BAD_PASSWORD`. */
  checkPassword(name: string, password: string): Promise<Check>;
  /**
   * Creates an account.
   *
   * @throws AuthError `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_RESERVED`, `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_BAD_PASSWORD`,
   * `ERR_AUTH_THROTTLED`, `ERR_AUTH_BUSY` or `ERR_AUTH_FILE`.
   */
  register(name: string, password: string, origin: Origin): Promise<Identity>;
  /**
   * Checks a password. Takes the same time, and rejects with the same error, whether or not the account exists. A hash
   * that is weaker than a new one would be is renewed.
   *
   * @throws AuthError `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_THROTTLED`, `ERR_AUTH_TOO_MANY_LOGINS` or `ERR_AUTH_BUSY`.
   */
  verify(name: string, password: string, origin: Origin): Promise<Identity>;
  /**
   * Changes a password, revokes all tokens of the account and ends its sessions except `origin.session`. Resolves with
   * the new identity of that session.
   *
   * @throws AuthError As {@link verify}, and `ERR_AUTH_BAD_PASSWORD` or `ERR_AUTH_FILE`.
   */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Identity>;
  /**
   * Creates a session token. `proof` is that of the session's {@link Identity}.
   *
   * @throws AuthError `ERR_AUTH_STALE_PROOF` if the password has been changed, the tokens revoked or the session's own
   * token has expired since; `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  issueToken(name: string, proof: string): Promise<IssuedToken>;
  /**
   * Logs in with a token, and extends it by its full lifetime.
   *
   * @throws AuthError `ERR_AUTH_BAD_TOKEN` or `ERR_AUTH_TOO_MANY_LOGINS`.
   */
  resume(token: string, origin: Origin): Promise<Identity>;
  /**
   * Revokes all tokens of an account and ends its sessions except `origin.session`. Resolves with the number of tokens,
   * 0 for an unknown name.
   *
   * @throws AuthError `ERR_AUTH_FILE`
   */
  revoke(name: string, origin: Origin): Promise<number>;
}
