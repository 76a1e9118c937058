import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account } from '../file/account.ts';
import { staleProof } from '../errors.ts';

const separator = '.';

/**
 * Says of an account, as it is now, that somebody has proved to be its owner: by its present password, or by a token.
 * The proof is good until the password is changed or the tokens are revoked, and one by a token no longer than the
 * token. Nobody else can make one. It is of no use in another process, or to anybody but who serves the session.
 */
export class Proofs {
  readonly #secret = randomBytes(32);

  /** `digest` is that of the token, if it was proved by one. */
  make(account: Account, digest = ''): string {
    return `${digest}${separator}${this.#seal(account, digest)}`;
  }

  /** @throws AuthError `ERR_AUTH_STALE_PROOF` unless the proof is good for the account. */
  assertGood(account: Account, proof: string, now: number): void {
    const [digest = '', seal = ''] = proof.split(separator, 2);
    const given = Buffer.from(seal);
    const expected = Buffer.from(this.#seal(account, digest));
    const isSealed = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isSealed || !isAlive(account, digest, now)) throw staleProof();
  }

  #seal({ name, phc, createdAt, revokedAt }: Account, digest: string): string {
    const what = JSON.stringify([name, phc, createdAt, revokedAt, digest]);
    return createHmac('sha256', this.#secret).update(what).digest('base64url');
  }
}

function isAlive({ tokens }: Account, digest: string, now: number): boolean {
  return digest === '' || tokens.some((token) => token.digest === digest && token.expiresAt > now);
}
