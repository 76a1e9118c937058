// `argon2` is not imported by its name: on a Node that lacks it that would fail before anything could say which Node is
// needed.
import crypto, { randomBytes, timingSafeEqual } from 'node:crypto';
import { formatPhc, parsePhc, type Phc } from './phc.ts';
import { passwordBytes } from './password.ts';

/** What a new hash costs. */
export interface HashCost {
  /** Memory in KiB. */
  memoryKiB: number;
  passes: number;
}

const saltBytes = 16;
const tagBytes = 32;

/** Makes and checks argon2id hashes (RFC 9106) through Node's own `crypto.argon2`, off this thread. */
export class Hasher {
  readonly #cost: HashCost;
  /** Stands in for accounts that do not exist, so that checking them costs the same. */
  readonly #dummy: string;

  constructor(cost: HashCost) {
    this.#cost = cost;
    this.#dummy = formatPhc({ ...this.#parameters(), tag: randomBytes(tagBytes) });
  }

  /** Hashes a password that is known to be usable. */
  async hash(password: string): Promise<string> {
    const parameters = this.#parameters();
    const tag = await derive(passwordBytes(password) ?? Buffer.alloc(0), parameters, tagBytes);
    return formatPhc({ ...parameters, tag });
  }

  /** Whether the password fits; without a hash it takes as long and never does. */
  async matches(password: string, phc: string | undefined): Promise<boolean> {
    const { tag, ...parameters } = parsePhc(phc ?? this.#dummy);
    const bytes = passwordBytes(password);
    const derived = await derive(bytes ?? Buffer.alloc(0), parameters, tag.length);
    const equal = timingSafeEqual(derived, tag);
    return equal && bytes !== undefined && phc !== undefined;
  }

  /** Whether a hash costs an attacker less than a new one would. */
  isWeak(phc: string): boolean {
    const { memoryKiB, passes, salt, tag } = parsePhc(phc);
    const work = this.#cost.memoryKiB * this.#cost.passes;
    return memoryKiB * passes < work || salt.length < saltBytes || tag.length < tagBytes;
  }

  #parameters(): Omit<Phc, 'tag'> {
    return { ...this.#cost, parallelism: 1, salt: randomBytes(saltBytes) };
  }
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
