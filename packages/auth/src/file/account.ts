/** When an account was last seen at an address. */
export interface Sighting {
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A session token as the file knows it: never the token itself. */
export interface StoredToken {
  /** SHA-256 of the token, base64url. */
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** One account as the file holds it. Never changed in place: a change is a new object. */
export interface Account {
  readonly name: string;
  readonly phc: string;
  /** Milliseconds since 1970; absent when the line, written by hand, does not say. */
  readonly createdAt?: number;
  /** When its password was changed or its tokens were revoked last: every session that is older is over. */
  readonly revokedAt?: number;
  /** At most {@link maxSightings}, one per address, the latest last. */
  readonly seen: readonly Sighting[];
  /** The first to expire first. */
  readonly tokens: readonly StoredToken[];
  /** Sorted, each once. */
  readonly roles: readonly string[];
}

/** How many addresses an account remembers; the longest unseen is forgotten first. */
export const maxSightings = 8;

/** How many roles an account may have. */
export const maxRoles = 16;

const rolePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Whether a role is well formed: 1 to 32 lower-case letters, digits and `-`, starting with a letter. */
export function isRole(role: string): boolean {
  return rolePattern.test(role);
}

/** The account, seen at an address. */
export function withSighting(account: Account, sighting: Sighting): Account {
  const others = account.seen.filter(({ address }) => address !== sighting.address);
  const seen = [...others, sighting].sort((a, b) => a.at - b.at).slice(-maxSightings);
  return { ...account, seen };
}

/** The account with one more token; expired ones go, and the first of the others to expire makes room. */
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
