/** Who someone proved to be. */
export interface Account {
  /** The name as it is written, which may differ in case from what was typed. */
  readonly name: string;
  /** What the account may do; `operator` may kick, mute and ban. */
  readonly roles: readonly string[];
  /**
   * How many changes of accounts there had been when it was proved: one whose {@link AccountChange.version} is greater
   * makes it out of date. Without it a session is taken to be older than any change.
   */
  readonly version?: number;
  /**
   * When the account was registered, in ms since 1970. It tells the account from an earlier one of the same name, whose
   * stored private messages it must not read.
   */
  readonly createdAt?: number | undefined;
  /** What {@link Authenticator.issueToken} takes: that it was proved. */
  readonly proof?: string;
}

/** Where a call comes from. */
export interface Origin {
  readonly address: string;
  /** The session that calls: it may stay where the call ends the other sessions of its account. */
  readonly session?: string;
}

/** Whether something is allowed, and if not, why: as the rejection there would be. */
export type Check =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * What a session needs of an identification service. Rejections are errors with a `code`:
 * `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_NAME_RESERVED`,
 * `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BAD_TOKEN`, `ERR_AUTH_THROTTLED` and `ERR_AUTH_TOO_MANY_LOGINS` (with
 * `retryAfterMs`),
 * `ERR_AUTH_BUSY`, `ERR_AUTH_STALE_PROOF`, `ERR_AUTH_FILE`, `ERR_AUTH_CLOSED`.
 */
export interface Authenticator {
  /** The name last seen from an address: to greet, never to let in. */
  identify(address: string): Promise<string | undefined>;
  /** Whether there is an account of that name. */
  exists(name: string): Promise<boolean>;
  /**
   * Whether this name could be registered, to be asked before the password. If not, the code is
   * `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`.
   */
  checkName(name: string): Promise<Check>;
  /** Whether an account of this name could get this password; if not, the code is `ERR_AUTH_BAD_PASSWORD`. */
  checkPassword(name: string, password: string): Promise<Check>;
  /** Makes an account. */
  register(name: string, password: string, options: { address: string }): Promise<Account>;
  /** Lets in by password. */
  verify(name: string, password: string, options: { address: string }): Promise<Account>;
  /**
   * Changes a password, revokes all tokens of the account, and ends its sessions but the one that calls; resolves with
   * the account as that one has proved it now.
   */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Account>;
  /**
   * Makes a token that lets in without the password; `expiresAt` is in ms since 1970. `proof` is that of the account:
   * the code is `ERR_AUTH_STALE_PROOF` if the password was changed or the tokens were revoked since.
   */
  issueToken(name: string, proof: string): Promise<{ token: string; expiresAt: number }>;
  /** Lets in by token. */
  resume(token: string, options: { address: string }): Promise<Account>;
  /** Revokes all tokens of the account and ends its sessions, but the one that calls; resolves to how many tokens. */
  revoke(name: string, origin: Origin): Promise<number>;
}

/** A change of an account that its sessions must follow, by whomever it was made. */
export type AccountChange = {
  /** Counts the changes: sessions whose {@link Account.version} is smaller are older. */
  readonly version: number;
} & (
  | { readonly type: 'removed'; readonly name: string }
  | { readonly type: 'renamed'; readonly name: string; readonly to: string }
  /** The password was changed or the tokens were revoked: all sessions are over, but `session`. */
  | {
      readonly type: 'password' | 'revoked';
      readonly name: string;
      readonly session: string | undefined;
    }
  | { readonly type: 'roles'; readonly name: string; readonly roles: readonly string[] }
  /** All accounts that there were are gone. */
  | { readonly type: 'cleared' }
);
