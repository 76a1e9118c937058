/** When an account was last seen at an address. */
export interface Sighting {
  /** An IPv4 or IPv6 address, as `normalizeAddress` writes it. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A session token as it is stored: its digest, never the token. */
export interface StoredToken {
  /** SHA-256 of the token, base64url. */
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An account as the file holds it. Immutable: a change makes a new object. */
export interface Account {
  readonly name: string;
  /** The password hash, argon2id in the PHC string format. */
  readonly phc: string;
  /** Milliseconds since 1970; absent if the line was written by hand without it. */
  readonly createdAt?: number;
  /** When the password was last changed or the tokens were last revoked. Sessions older than this have ended. */
  readonly revokedAt?: number;
  /** At most {@link maxSightings}, one per address, the latest last. */
  readonly seen: readonly Sighting[];
  /** Sorted by expiry, the first to expire first. */
  readonly tokens: readonly StoredToken[];
  /** Sorted, without duplicates. */
  readonly roles: readonly string[];
}

/** How many addresses an account remembers. A further one replaces the one unseen for longest. */
export const maxSightings = 8;

/** How many roles an account may have. */
export const maxRoles = 16;

const rolePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Whether a role is well formed: 1 to 32 lower-case letters, digits and `-`, starting with a letter. */
export function isRole(role: string): boolean {
  return rolePattern.test(role);
}

/** The account with a sighting added. */
export function withSighting(account: Account, sighting: Sighting): Account {
  const others = account.seen.filter(({ address }) => address !== sighting.address);
  const seen = [...others, sighting].sort((a, b) => a.at - b.at).slice(-maxSightings);
  return { ...account, seen };
}

/** The account with a token added and expired ones removed. Above `maxTokens` the first to expire is removed too. */
export function withToken(
  account: Account,
  token: StoredToken,
  { now, maxTokens }: { now: number; maxTokens: number },
): Account {
  const others = account.tokens.filter(
    ({ digest, expiresAt }) => digest !== token.digest && expiresAt > now,
  );
  const kept = others.slice(Math.max(0, others.length - (maxTokens - 1)));
  const tokens = [...kept, token].sort((a, b) => a.expiresAt - b.expiresAt);
  return { ...account, tokens };
}
