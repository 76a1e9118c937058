import { duplexPair } from 'node:stream';
import { connect, type SecureContext, TLSSocket } from 'node:tls';
import { secureContextOf, type TlsMaterial } from '../secure-context.ts';

/**
 * Makes a handshake in memory with a client that trusts any certificate. OpenSSL accepts an EC key with an RSA certificate
 * and the reverse without an error; only a handshake shows that they don't match.
 *
 * @throws {Error} what is wrong with key or certificate
 */
export async function tryHandshake(material: TlsMaterial): Promise<void> {
  const secureContext = contextOf(material);
  const [near, far] = duplexPair();
  const server = new TLSSocket(far, { isServer: true, secureContext });
  const client = connect({ socket: near, rejectUnauthorized: false });
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const failed = (): void => reject(new Error('key and certificate do not belong together'));
  client.on('secureConnect', () => resolve(undefined));
  for (const socket of [server, client]) {
    socket.on('error', failed).on('close', failed);
    socket.on('_tlsError', failed);
  }
  try {
    await promise;
  } finally {
    client.destroy();
    server.destroy();
  }
}

function contextOf(material: TlsMaterial): SecureContext {
  try {
    return secureContextOf(material);
  } catch (error) {
    throw new Error(meaningOf(error as NodeJS.ErrnoException, material), { cause: error });
  }
}

/** OpenSSL's error in terms of key and certificate. */
function meaningOf({ code, message }: NodeJS.ErrnoException, { passphrase }: TlsMaterial): string {
  switch (code) {
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
    case 'ERR_OSSL_X509_KEY_TYPE_MISMATCH':
      return 'key and certificate do not belong together';
    case 'ERR_MISSING_PASSPHRASE':
    case 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED':
      return 'the key is encrypted: its passphrase is needed';
    case 'ERR_OSSL_EVP_BAD_DECRYPT':
    case 'ERR_OSSL_BAD_DECRYPT':
      return passphrase === undefined
        ? 'the key is encrypted: its passphrase is needed'
        : 'the passphrase is not that of the key';
    default:
      return message;
  }
}
