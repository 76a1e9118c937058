/** An authenticated account. */
export interface Account {
  /** The registered name, which can differ in case from the name entered. */
  readonly name: string;
  /** Roles of the account. `operator` permits kick, mute and ban. */
  readonly roles: readonly string[];
  /**
   * The version of the account data at login. A later {@link AccountChange}, with a greater `version`, makes it stale.
   * If undefined, every change does.
   */
  readonly version?: number;
  /**
   * Time of registration, in ms since 1970. It distinguishes the account from an earlier one with the same name, whose
   * stored private messages it must not read.
   */
  readonly createdAt?: number | undefined;
  /** Proof of authentication, required by {@link Authenticator.issueToken}. */
  readonly proof?: string;
}

/** The origin of a call. */
export interface Origin {
  readonly address: string;
  /** The calling session, which stays open when the call ends the other sessions of its account. */
  readonly session?: string;
}

/** The result of a check: success, or the code and message that the actual call would reject with. */
export type Check =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * The authentication service that sessions use. Rejections are errors with a `code`:
 * `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_NAME_RESERVED`,
 * `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BAD_TOKEN`, `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS` (both with
 * `retryAfterMs`), `ERR_AUTH_BUSY`, `ERR_AUTH_STALE_PROOF`, `ERR_AUTH_FILE`, `ERR_AUTH_CLOSED`.
 */
export interface Authenticator {
  /** Resolves to the last account name used from an address. Only for greetings, never for authentication. */
  identify(address: string): Promise<string | undefined>;
  /** Resolves to true if an account with that name exists. */
  exists(name: string): Promise<boolean>;
  /**
   * Checks that a name can be registered, before a password is requested. On failure the code is
   * `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`.
   */
  checkName(name: string): Promise<Check>;
  /** Checks that a password is acceptable for an account. On failure the code is `ERR_AUTH_BAD_PASSWORD`. */
  checkPassword(name: string, password: string): Promise<Check>;
  /** Creates an account. */
  register(name: string, password: string, options: { address: string }): Promise<Account>;
  /** Authenticates with a password. */
  verify(name: string, password: string, options: { address: string }): Promise<Account>;
  /**
   * Changes a password, revokes all tokens of the account, and ends all its sessions except the calling one. Resolves
   * to the newly authenticated account.
   */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Account>;
  /**
   * Issues a token that replaces the password at login; `expiresAt` is in ms since 1970. `proof` is
   * {@link Account.proof}. Rejects with `ERR_AUTH_STALE_PROOF` if the password was changed or the tokens were revoked
   * since then.
   */
  issueToken(name: string, proof: string): Promise<{ token: string; expiresAt: number }>;
  /** Authenticates with a token. */
  resume(token: string, options: { address: string }): Promise<Account>;
  /** Revokes all tokens and ends all sessions except the calling one. Resolves to the number of tokens. */
  revoke(name: string, origin: Origin): Promise<number>;
}

/** A change to an account that affects its sessions. */
export type AccountChange = {
  /** Sequence number of the change. Sessions with a smaller {@link Account.version} predate it. */
  readonly version: number;
} & (
  | { readonly type: 'removed'; readonly name: string }
  | { readonly type: 'renamed'; readonly name: string; readonly to: string }
  /** The password was changed or the tokens were revoked. All sessions except `session` end. */
  | {
      readonly type: 'password' | 'revoked';
      readonly name: string;
      readonly session: string | undefined;
    }
  | { readonly type: 'roles'; readonly name: string; readonly roles: readonly string[] }
  /** All accounts were removed. */
  | { readonly type: 'cleared' }
);
