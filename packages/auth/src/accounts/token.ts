import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const pattern = /^[A-Za-z0-9_-]{43}$/;

/** A new session token: 256 bits at random, base64url. Shown once; the file keeps its digest. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of a token. */
export function isToken(token: string): boolean {
  return pattern.test(token);
}

/** What is stored and looked up: SHA-256, base64url. No salt or slow hash is needed against 256 bits at random. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Compares two digests in constant time. */
export function digestsEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
