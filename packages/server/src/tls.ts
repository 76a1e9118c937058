import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ServerError } from './errors.ts';
import { secureContextOf } from './secure-context.ts';
import type { TlsMaterial } from './tls-material.ts';

/** A certificate and its key: each a path, or PEM text. */
export interface TlsOptions {
  /** Private key: a path, or PEM. */
  key: string | Buffer;
  /** Certificate, with its chain: a path, or PEM. */
  cert: string | Buffer;
  /** Password of the key, if it has one. */
  passphrase?: string;
  /**
   * Whether the port takes clients without TLS too. They are told apart by the first byte; a client that sends
   * nothing for a second is served without TLS: its handler may write then, after which no TLS client could go on.
   * @default false
   */
  allowPlain?: boolean;
}

/**
 * Reads key and certificate and tries them.
 *
 * @throws {ServerError} `ERR_SERVER_TLS` if one can't be read, or they don't make a pair
 */
export async function readTls(options: TlsOptions): Promise<TlsMaterial> {
  const material: TlsMaterial = {
    key: await readPem('key', options.key),
    cert: await readPem('certificate', options.cert),
    ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
    allowPlain: options.allowPlain ?? false,
    ticketKeys: randomBytes(48),
  };
  try {
    secureContextOf(material);
  } catch (error) {
    throw new ServerError(
      'ERR_SERVER_TLS',
      `Cannot use the TLS certificate: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return material;
}

async function readPem(what: string, source: string | Buffer): Promise<string> {
  const text = source.toString();
  if (text.includes('-----BEGIN ')) return text;
  try {
    return await readFile(text, 'utf8');
  } catch (error) {
    throw new ServerError(
      'ERR_SERVER_TLS',
      `Cannot read the TLS ${what} "${text}": ${(error as Error).message}`,
      { cause: error },
    );
  }
}
