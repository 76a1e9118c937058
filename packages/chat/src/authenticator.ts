/** Who someone proved to be. */
export interface Account {
  /** The name as it is written, which may differ in case from what was typed. */
  readonly name: string;
  /** What the account may do; `operator` may kick, mute and ban. */
  readonly roles: readonly string[];
}

/** Whether something is allowed, and if not, why: as the rejection there would be. */
export type Check =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * What a session needs of an identification service. Rejections are errors with a `code`:
 * `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_NAME_RESERVED`,
 * `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BAD_TOKEN`, `ERR_AUTH_THROTTLED` (with `retryAfterMs`),
 * `ERR_AUTH_BUSY`, `ERR_AUTH_FILE`.
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
  /** Changes a password, which is asked for once more. */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    options: { address: string },
  ): Promise<void>;
  /** Makes a token that lets in without the password; `expiresAt` is in ms since 1970. */
  issueToken(name: string): Promise<{ token: string; expiresAt: number }>;
  /** Lets in by token. */
  resume(token: string, options: { address: string }): Promise<Account>;
  /** Makes every token of the account worthless; resolves to how many there were. */
  revoke(name: string): Promise<number>;
}
