import { randomBytes, X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ServerError } from '../errors.ts';
import {
  expectBoolean,
  expectOptions,
  shown,
  typeError,
} from '../../../../common/options/expect-options.ts';
import type { TlsMaterial } from '../secure-context.ts';

/** A certificate and its key: paths or PEM text. */
export interface TlsOptions {
  /** Private key: a path, or PEM. */
  key: string | Buffer;
  /** Certificate, with its chain: a path, or PEM. */
  cert: string | Buffer;
  /** Password of the key, if it has one. */
  passphrase?: string;
  /**
   * Whether the port accepts clients without TLS too. The first byte decides; a client that sends nothing for a second is
   * served without TLS.
   * @default false
   */
  allowPlain?: boolean;
}

/** A chain or key has a few KB; a much larger file is something else. */
const maxPemBytes = 1_048_576;

/**
 * Reads key and certificate and tests them with a handshake in memory.
 *
 * @throws {TypeError} for options that make no sense
 * @throws {ServerError} `ERR_SERVER_TLS` if one can't be read, or no client could connect with them
 */
async function readTls(options: TlsOptions): Promise<TlsMaterial> {
  checkTlsOptions(options);
  const material: TlsMaterial = {
    key: await readPem('key', options.key),
    cert: await readPem('cert', options.cert),
    ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
    allowPlain: options.allowPlain ?? false,
    ticketKeys: randomBytes(48),
  };
  // Loaded only by servers with TLS.
  const { tryHandshake } = await import('./try-handshake.ts');
  try {
    await tryHandshake(material);
  } catch (error) {
    const { message } = error as Error;
    throw new ServerError('ERR_SERVER_TLS', `Cannot use the TLS certificate: ${message}`, {
      cause: error,
    });
  }
  return material;
}

const optionNames = ['key', 'cert', 'passphrase', 'allowPlain'];

/** @throws {TypeError} for what is no set of TLS options */
function checkTlsOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw typeError(`Expected \`tls\` to be { key, cert }, got ${shown(options)}`);
  expectOptions('`tls`', options, optionNames, 'tls.');
  const { key, cert, passphrase, allowPlain } = options as Record<string, unknown>;
  for (const [name, value] of Object.entries({ key, cert })) {
    if ((typeof value !== 'string' && !Buffer.isBuffer(value)) || value.length === 0)
      throw typeError(`Expected \`tls.${name}\` to be a path or PEM, got ${shown(value)}`);
  }
  // The value is not shown: it may be a password.
  if (passphrase !== undefined && typeof passphrase !== 'string')
    throw typeError(`Expected \`tls.passphrase\` to be a string, got a ${typeof passphrase}`);
  if (allowPlain !== undefined) expectBoolean('tls.allowPlain', allowPlain);
}

const titles = { key: 'private key', cert: 'certificate' };

async function readPem(name: 'key' | 'cert', source: string | Buffer): Promise<string> {
  const isPem = Buffer.isBuffer(source) || source.includes('-----BEGIN ');
  const text = isPem ? source.toString() : await readFile(name, source);
  const wanted =
    name === 'key' ? /-----BEGIN [A-Z ]*PRIVATE KEY-----/ : /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/;
  if (wanted.test(text)) return text;
  const where = isPem ? 'the PEM given' : `"${source.toString()}"`;
  throw new ServerError(
    'ERR_SERVER_TLS',
    `Cannot use the TLS ${titles[name]}: ${where} ${heldBy(text)}`,
  );
}

function heldBy(text: string): string {
  if (text.trim() === '') return 'is empty';
  const [, label] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? [];
  return label === undefined ? 'is not PEM' : `holds a ${label.toLowerCase()}`;
}

async function readFile(name: 'key' | 'cert', path: string): Promise<string> {
  try {
    // Opening a pipe would wait for a writer.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('it is not a file');
    if (stat.size > maxPemBytes) throw new Error(`it is larger than ${maxPemBytes} bytes`);
    return await file.readFile('utf8');
  } catch (error) {
    const { message } = error as Error;
    throw new ServerError(
      'ERR_SERVER_TLS',
      `Cannot read the TLS ${titles[name]} "${path}": ${message}`,
      {
        cause: error,
      },
    );
  }
}

/** The key and certificate that a server uses, and their options. */
export class TlsInUse {
  readonly material: TlsMaterial;
  readonly #options: TlsOptions;

  private constructor(options: TlsOptions, material: TlsMaterial) {
    this.#options = options;
    this.material = material;
  }

  /** Reads key and certificate and tries them. @throws what `readTls()` throws */
  static async read(options: TlsOptions): Promise<TlsInUse> {
    return new TlsInUse(options, await readTls(options));
  }

  /**
   * Reads key and certificate again, or others.
   *
   * @throws {ServerError} `ERR_SERVER_TLS` if they can't be used; or have expired, and those in use have not
   */
  async next(options?: TlsOptions): Promise<TlsInUse> {
    const { allowPlain = false } = this.#options;
    const next = await TlsInUse.read({ allowPlain, ...(options ?? this.#options) });
    if (next.dateProblem !== undefined && this.dateProblem === undefined)
      throw new ServerError(
        'ERR_SERVER_TLS',
        `Cannot use the TLS certificate: ${next.dateProblem}`,
      );
    return next;
  }

  /** Why clients refuse the certificate because of its dates; undefined if they don't. */
  get dateProblem(): string | undefined {
    const { validFromDate, validToDate } = new X509Certificate(this.material.cert);
    const now = Date.now();
    if (now > validToDate.getTime()) return `it expired on ${validToDate.toISOString()}`;
    if (now < validFromDate.getTime())
      return `it is not valid before ${validFromDate.toISOString()}`;
    return undefined;
  }
}
