import type { Account, StoredToken } from './account.ts';
import type { Identity, IssuedToken } from './authenticator.ts';
import { addToken, extendToken, revokeTokens } from './changes.ts';
import { badToken } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { nameKey } from './name.ts';
import type { AccountsOptions } from './options.ts';
import { createToken, digestsEqual, isToken, tokenDigest } from './token.ts';

/** A token is kept alive once this part of its lifetime is used up, so that not every use costs a write. */
const renewalPart = 1 / 30;

/** The session tokens of the accounts in a ledger. */
export class Sessions {
  readonly #ledger: Ledger;
  readonly #options: Required<AccountsOptions>;

  constructor(ledger: Ledger, options: Required<AccountsOptions>) {
    this.#ledger = ledger;
    this.#options = options;
  }

  async issue(name: string): Promise<IssuedToken> {
    const { now, maxTokens, tokenLifetimeMs } = this.#options;
    const token = createToken();
    const stored = { digest: tokenDigest(token), expiresAt: now() + tokenLifetimeMs };
    await this.#ledger.commit(addToken(nameKey(name), stored, { now: now(), maxTokens }));
    return { token, expiresAt: stored.expiresAt };
  }

  /** The account whose token this is; keeps the token alive. */
  async resume(token: string): Promise<Account> {
    if (!isToken(token)) throw badToken();
    const digest = tokenDigest(token);
    const account = this.#ledger.book.byToken(digest);
    const stored = account?.tokens.find((candidate) => digestsEqual(candidate.digest, digest));
    if (account === undefined || stored === undefined) throw badToken();
    if (stored.expiresAt <= this.#options.now()) throw badToken();
    await this.#keepAlive(account, stored);
    return account;
  }

  /** Revokes all tokens of an account; how many there were. */
  revoke(key: string): Promise<number> {
    return this.#ledger.commit(revokeTokens(key));
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

/** What a caller learns of an account that has proved who it is. */
export function identityOf({ name, roles }: Account): Identity {
  return { name, roles: [...roles] };
}
