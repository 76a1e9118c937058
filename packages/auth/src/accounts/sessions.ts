import type { Account, StoredToken } from '../file/account.ts';
import { addressNetwork } from '../address.ts';
import type { Identity, IssuedToken } from './authenticator.ts';
import { addToken, extendToken, revokeTokens } from './changes.ts';
import { badToken } from '../errors.ts';
import type { Ledger } from './ledger.ts';
import type { LoginThrottle } from '../passwords/login-throttle.ts';
import { nameKey } from './name.ts';
import type { AccountsOptions } from './options.ts';
import { Proofs } from './proofs.ts';
import { createToken, digestsEqual, isToken, tokenDigest } from './token.ts';

/** A token is kept alive once this part of its lifetime is used up, so that not every use costs a write. */
const renewalPart = 1 / 30;

/** An account as it was when somebody proved to be its owner. */
export interface Proved {
  account: Account;
  /** The ledger's at that moment. */
  version: number;
  /** That of the token, if it was proved by one. */
  digest?: string;
}

/** The session tokens of the accounts in a ledger. */
export class Sessions {
  readonly #ledger: Ledger;
  readonly #options: Required<AccountsOptions>;
  readonly #throttle: LoginThrottle;
  readonly #proofs = new Proofs();

  constructor(ledger: Ledger, options: Required<AccountsOptions>, throttle: LoginThrottle) {
    this.#ledger = ledger;
    this.#options = options;
    this.#throttle = throttle;
  }

  /** What a caller learns of an account that it has proved to own. */
  identify({ account, version, digest }: Proved): Identity {
    const { name, roles } = account;
    return { name, roles: [...roles], version, proof: this.#proofs.make(account, digest) };
  }

  /** Without a proof it is the operator who asks. */
  async issue(name: string, proof: string | undefined): Promise<IssuedToken> {
    const { now, maxTokens, tokenLifetimeMs } = this.#options;
    const token = createToken();
    const stored = { digest: tokenDigest(token), expiresAt: now() + tokenLifetimeMs };
    const allow = (account: Account): void => {
      if (proof !== undefined) this.#proofs.assertGood(account, proof, now());
    };
    await this.#ledger.commit(addToken(nameKey(name), stored, { now: now(), maxTokens, allow }));
    return { token, expiresAt: stored.expiresAt };
  }

  /** The account whose token this is; keeps the token alive. */
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
    await this.#keepAlive(found.account, found.stored);
    return { account: found.account, version, digest: found.stored.digest };
  }

  /** Revokes all tokens of an account and ends its sessions; how many tokens there were. */
  revoke(key: string, session: string | undefined): Promise<number> {
    return this.#ledger.commit(revokeTokens(key, { now: this.#options.now(), session }));
  }

  /** The account that a token lets in, and the token as it is stored. */
  #find(token: string): { account: Account; stored: StoredToken } | undefined {
    if (!isToken(token)) return undefined;
    const digest = tokenDigest(token);
    const account = this.#ledger.book.byToken(digest);
    const stored = account?.tokens.find((candidate) => digestsEqual(candidate.digest, digest));
    if (account === undefined || stored === undefined) return undefined;
    return stored.expiresAt > this.#options.now() ? { account, stored } : undefined;
  }

  async #keepAlive(account: Account, { digest, expiresAt }: StoredToken): Promise<void> {
    const { now, tokenLifetimeMs } = this.#options;
    const extended = now() + tokenLifetimeMs;
    if (extended - expiresAt < tokenLifetimeMs * renewalPart) return;
    const change = extendToken(nameKey(account.name), { digest, expiresAt: extended });
    // Should it fail, the token lives until it would have expired anyway.
    await this.#ledger.commit(change).catch(() => undefined);
  }
}

/** Whether an account has logged in from there before; from the same /64, as IPv6 addresses change. */
export function isKnownAt(account: Account | undefined, address: string | undefined): boolean {
  if (account === undefined || address === undefined) return false;
  const network = addressNetwork(address);
  return account.seen.some((sighting) => addressNetwork(sighting.address) === network);
}
