// `argon2` is not imported by name: on a version of Node without it, that would fail before the check of the version.
import crypto, { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { nameKey } from '../../../../common/names/account-name.ts';
import { passwordBytes } from './password.ts';
import { formatPhc, parsePhc, type Phc } from './phc.ts';

/** What a new hash costs. */
export interface HashCost {
  /** Memory in KiB. */
  memoryKiB: number;
  passes: number;
}

const saltBytes = 16;
const tagBytes = 32;

/** Computes and checks argon2id hashes (RFC 9106) with Node's `crypto.argon2`, outside this thread. */
export class Hasher {
  readonly #cost: HashCost;
  /** Used for accounts that do not exist, so that checking them takes the same time. */
  readonly #dummy: string;

  constructor(cost: HashCost) {
    this.#cost = cost;
    const parameters = this.#parameters(randomBytes(saltBytes));
    this.#dummy = formatPhc({ ...parameters, tag: randomBytes(tagBytes) });
  }

  /** Hashes a valid password. */
  hash(password: string): Promise<string> {
    return this.#hash(password, randomBytes(saltBytes));
  }

  /** Hashes the present password of an account again. The result {@link isRenewalOf} the present hash. */
  renew(password: string, account: { name: string; phc: string }): Promise<string> {
    return this.#hash(password, renewalSalt(account));
  }

  /** Whether the password matches. Without a hash it takes the same time and returns false. */
  async matches(password: string, phc: string | undefined): Promise<boolean> {
    const { tag, ...parameters } = parsePhc(phc ?? this.#dummy);
    const bytes = passwordBytes(password);
    const derived = await derive(bytes ?? Buffer.alloc(0), parameters, tag.length);
    const equal = timingSafeEqual(derived, tag);
    return equal && bytes !== undefined && phc !== undefined;
  }

  /** Whether a hash is cheaper to attack than a new one would be. */
  isWeak(phc: string): boolean {
    const { memoryKiB, passes, salt, tag } = parsePhc(phc);
    const work = this.#cost.memoryKiB * this.#cost.passes;
    return memoryKiB * passes < work || salt.length < saltBytes || tag.length < tagBytes;
  }

  async #hash(password: string, salt: Buffer): Promise<string> {
    const parameters = this.#parameters(salt);
    const tag = await derive(passwordBytes(password) ?? Buffer.alloc(0), parameters, tagBytes);
    return formatPhc({ ...parameters, tag });
  }

  #parameters(salt: Buffer): Omit<Phc, 'tag'> {
    return { ...this.#cost, parallelism: 1, salt };
  }
}

/**
 * The salt of a hash that replaces another one of the same password: 16 bytes of SHA-256 over the name and the hash to
 * be replaced. It is as unique as that hash, and lets every process that reads the file recognize the renewal.
 */
export function renewalSalt({ name, phc }: { name: string; phc: string }): Buffer {
  const digest = createHash('sha256')
    .update(`${nameKey(name)}:${phc}`)
    .digest();
  return digest.subarray(0, saltBytes);
}

/** Whether a hash was made by {@link Hasher.renew}: the account changed its hash, but not its password. */
export function isRenewalOf(before: { name: string; phc: string }, phc: string): boolean {
  return parsePhc(phc).salt.equals(renewalSalt(before));
}

function derive(message: Buffer, { memoryKiB, passes, ...rest }: Omit<Phc, 'tag'>, length: number) {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parameters = {
    message,
    nonce: rest.salt,
    parallelism: rest.parallelism,
    tagLength: length,
    memory: memoryKiB,
    passes,
  };
  crypto.argon2('argon2id', parameters, (error, tag) => {
    if (error) reject(error);
    else resolve(tag);
  });
  return promise;
}
