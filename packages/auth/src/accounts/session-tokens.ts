import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { nameKey } from '../../../../common/names/account-name.ts';
import { addressOrigin } from '../../../../common/net/origin.ts';
import { badToken, staleProof } from '../errors.ts';
import type { Account, StoredToken } from '../file/account.ts';
import { parsePhc, renewalSalt } from '../passwords/hasher.ts';
import type { LoginThrottle } from '../passwords/login-throttle.ts';
import type { Identity, IssuedToken } from './authenticator.ts';
import { addToken, extendToken, revokeTokens } from './changes.ts';
import type { Ledger } from './ledger.ts';
import type { AccountsOptions } from './options.ts';

/** A token is extended once this part of its lifetime has passed, so that not every use costs a write. */
const renewalPart = 1 / 30;

/** An account at the moment when someone proved to own it. */
export interface Proved {
  account: Account;
  /** The ledger's version at that moment. */
  version: number;
  /** The digest of the token that proved it, unless a password did. */
  digest?: string;
}

/** The session tokens of the accounts in a ledger, and the proofs needed to get one. */
export class SessionTokens {
  readonly #ledger: Ledger;
  readonly #options: Required<AccountsOptions>;
  readonly #throttle: LoginThrottle;
  readonly #proofs = new Proofs();

  constructor(ledger: Ledger, options: Required<AccountsOptions>, throttle: LoginThrottle) {
    this.#ledger = ledger;
    this.#options = options;
    this.#throttle = throttle;
  }

  /** The identity of someone who has proved to own an account. */
  identify({ account, version, digest }: Proved): Identity {
    const { name, roles, createdAt } = account;
    const proof = this.#proofs.make(account, digest);
    return { name, roles: [...roles], version, createdAt, proof };
  }

  /** Only the operator needs no proof. */
  async issue(name: string, proof: string | undefined): Promise<IssuedToken> {
    const { now, maxTokens, tokenLifetimeMs } = this.#options;
    const token = createToken();
    const stored = { digest: tokenDigest(token), expiresAt: now() + tokenLifetimeMs };
    const assertAllowed = (account: Account): void => {
      if (proof !== undefined) this.#proofs.assertValid(account, proof, now());
    };
    const change = addToken(nameKey(name), stored, { now: now(), maxTokens, assertAllowed });
    await this.#ledger.commit(change);
    return { token, expiresAt: stored.expiresAt };
  }

  /** Finds the account of a token, and extends the token. */
  async resume(token: string, address: string | undefined): Promise<Proved> {
    const found = this.#find(token);
    const { now, throttle } = this.#options;
    if (throttle) {
      const known = isKnownAt(found?.account, address);
      const owner = found === undefined ? {} : { key: nameKey(found.account.name) };
      this.#throttle.takeToken({ ...owner, address, known }, now());
    }
    if (found === undefined) throw badToken();
    const { version } = this.#ledger;
    await this.#extend(found.account, found.stored);
    return { account: found.account, version, digest: found.stored.digest };
  }

  /** Revokes all tokens of an account and ends its sessions. Resolves with the number of tokens. */
  revoke(key: string, session: string | undefined): Promise<number> {
    return this.#ledger.commit(revokeTokens(key, { now: this.#options.now(), session }));
  }

  #find(token: string): { account: Account; stored: StoredToken } | undefined {
    if (!isToken(token)) return undefined;
    const digest = tokenDigest(token);
    const account = this.#ledger.book.byToken(digest);
    const stored = account?.tokens.find((candidate) => digestsEqual(candidate.digest, digest));
    if (account === undefined || stored === undefined) return undefined;
    return stored.expiresAt > this.#options.now() ? { account, stored } : undefined;
  }

  async #extend(account: Account, { digest, expiresAt }: StoredToken): Promise<void> {
    const { now, tokenLifetimeMs } = this.#options;
    const extended = now() + tokenLifetimeMs;
    if (extended - expiresAt < tokenLifetimeMs * renewalPart) return;
    const change = extendToken(nameKey(account.name), { digest, expiresAt: extended });
    // If this fails, the token keeps its present expiry.
    await this.#ledger.commit(change).catch(() => undefined);
  }
}

/** Whether an account has logged in from this address before, or from the same /64, because IPv6 addresses change. */
export function isKnownAt(account: Account | undefined, address: string | undefined): boolean {
  if (account === undefined || address === undefined) return false;
  const network = addressOrigin(address);
  return account.seen.some((sighting) => addressOrigin(sighting.address) === network);
}

const separator = '.';

/**
 * Proofs that someone owns an account, by its password or by a token. A proof is valid until the password is changed or
 * the tokens are revoked, and no longer than its token. It is sealed with a random key, so it cannot be forged, and is
 * of no use in another process.
 */
class Proofs {
  readonly #secret = randomBytes(32);

  /** `digest` is the token's, if a token proved it. */
  make(account: Account, digest = ''): string {
    const password = renewalSalt(account).toString('base64url');
    return [digest, password, this.#seal(account, digest, password)].join(separator);
  }

  /** @throws AuthError `ERR_AUTH_STALE_PROOF` */
  assertValid(account: Account, proof: string, now: number): void {
    const [digest = '', password = '', seal = ''] = proof.split(separator, 3);
    const isSealed = digestsEqual(seal, this.#seal(account, digest, password));
    if (!isSealed || !hasPassword(account, password) || !hasToken(account, digest, now)) {
      throw staleProof();
    }
  }

  #seal({ name, createdAt, revokedAt }: Account, digest: string, password: string): string {
    const sealed = JSON.stringify([name, createdAt, revokedAt, digest, password]);
    return createHmac('sha256', this.#secret).update(sealed).digest('base64url');
  }
}

/** Whether the account still has the password of the proof. Its hash may have been renewed. */
function hasPassword(account: Account, password: string): boolean {
  const salts = [renewalSalt(account), parsePhc(account.phc).salt];
  return salts.some((salt) => salt.toString('base64url') === password);
}

function hasToken({ tokens }: Account, digest: string, now: number): boolean {
  return digest === '' || tokens.some((token) => token.digest === digest && token.expiresAt > now);
}

/** A new session token: 256 random bits, base64url. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of a token. */
export function isToken(token: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(token);
}

/** The stored form of a token: SHA-256, base64url. 256 random bits need no salt and no slow hash. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Compares two digests in constant time. */
export function digestsEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
