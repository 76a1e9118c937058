import type { Check } from './check.ts';

/** Who somebody is, once that is proved. */
export interface Identity {
  /** The name as it was registered. */
  name: string;
  roles: readonly string[];
  /**
   * How many changes of accounts there had been when it was proved: the identity is out of date once there is an
   * {@link AccountChange} of the account with a greater one.
   */
  version: number;
  /** What {@link Authenticator.issueToken} takes: that it was proved. To be kept secret. */
  proof: string;
}

/** Where somebody calls from. */
export interface Origin {
  /** The client's IP address, by which it is slowed down and remembered. */
  address: string;
  /**
   * What the caller's session is called. It is named in the {@link AccountChange} of what it does, so that it can stay
   * where the other sessions of its account end.
   */
  session?: string;
}

/** A session token, shown this once. */
export interface IssuedToken {
  /** 43 characters, to be kept secret. */
  token: string;
  /** Milliseconds since 1970, unless the token is used before. */
  expiresAt: number;
}

/** What a server asks of the accounts; the same within a thread and across threads. */
export interface Authenticator {
  /** The name last seen from an address: to greet, never to let in. */
  identify(address: string): Promise<string | undefined>;
  exists(name: string): Promise<boolean>;
  /** Whether {@link register} would take this name: to be asked before the password. */
  checkName(name: string): Promise<Check>;
  /** Whether an account of this name could get this password. */
  checkPassword(name: string, password: string): Promise<Check>;
  register(name: string, password: string, origin: Origin): Promise<Identity>;
  verify(name: string, password: string, origin: Origin): Promise<Identity>;
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Identity>;
  /** Only for who proved to be the account by what is still good: the `proof` is that of its {@link Identity}. */
  issueToken(name: string, proof: string): Promise<IssuedToken>;
  resume(token: string, origin: Origin): Promise<Identity>;
  /** Revokes all tokens of an account, and ends its sessions; how many tokens there were. */
  revoke(name: string, origin: Origin): Promise<number>;
}
