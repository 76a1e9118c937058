// `argon2` is not imported by name: on a version of Node without it, that would fail before the check of the version.
import crypto, { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { nameKey } from '../../../../common/names/account-name.ts';
import { passwordBytes } from './password.ts';

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

/**
 * An argon2id hash. As text it is in the PHC string format, `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`, with base64
 * without padding. Its parameters are bounded, so no line of a file can demand hours of work or all memory.
 */
interface Phc {
  /** Memory in KiB. */
  memoryKiB: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
}

const pattern =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d?),p=([1-9]\d?)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The bounds of hashes in a file. `maxWork` bounds memory × passes, in KiB. */
export const phcBounds = {
  maxMemoryKiB: 262_144,
  maxPasses: 16,
  maxParallelism: 16,
  maxWork: 1_048_576,
  minSaltBytes: 8,
  minTagBytes: 16,
  maxBytes: 64,
} as const;

/** What is wrong with a PHC string, or `undefined`. Decodes nothing, because a file has many. */
export function phcProblem(text: string): string | undefined {
  const match = pattern.exec(text);
  if (match === null) return 'expected $argon2id$v=19$m=...,t=...,p=...$salt$hash';
  const [, m, t, p, salt = '', tag = ''] = match;
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  if (parallelism > phcBounds.maxParallelism) return `p=${parallelism} is out of bounds`;
  if (memory < 8 * parallelism || memory > phcBounds.maxMemoryKiB) {
    return `m=${memory} is out of bounds`;
  }
  if (passes > phcBounds.maxPasses || passes * memory > phcBounds.maxWork) {
    return `m=${memory},t=${passes} is out of bounds`;
  }
  return (
    base64Problem('salt', salt, phcBounds.minSaltBytes) ??
    base64Problem('hash', tag, phcBounds.minTagBytes)
  );
}

/**
 * Parses a PHC string.
 *
 * @throws SyntaxError if it is malformed or its parameters are out of bounds.
 */
export function parsePhc(text: string): Phc {
  const problem = phcProblem(text);
  const match = pattern.exec(text);
  if (problem !== undefined || match === null) throw new SyntaxError(problem);
  const [, m, t, p, salt = '', tag = ''] = match;
  return {
    memoryKiB: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** Formats a PHC string. {@link parsePhc} is the inverse. */
export function formatPhc({ memoryKiB, passes, parallelism, salt, tag }: Phc): string {
  const parameters = `m=${memoryKiB},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** Accepts only canonical base64, so that equal hashes have equal texts. */
function base64Problem(what: string, text: string, minBytes: number): string | undefined {
  const bytes = Math.floor((text.length * 3) / 4);
  if (bytes < minBytes || bytes > phcBounds.maxBytes) return `the ${what} has the wrong length`;
  const rest = text.length % 4;
  const last = text.charAt(text.length - 1);
  const canonical =
    rest === 0 ||
    (rest === 2 && 'AQgw'.includes(last)) ||
    (rest === 3 && 'AEIMQUYcgkosw048'.includes(last));
  return canonical ? undefined : `the ${what} is not canonical base64`;
}
