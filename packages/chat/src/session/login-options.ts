/** What may be set about logging in, in whatever dialect. */
export interface LoginOptions {
  /** Time to log in, in ms. @default 60_000 */
  readonly loginTimeoutMs?: number;
  /** Failed attempts to log in before the client is closed. @default 3 */
  readonly maxLoginFailures?: number;
  /**
   * Lets in who has no account, by a name nobody can have; else everybody needs a password, or
   * registers. @default false
   */
  readonly guests?: boolean;
}
