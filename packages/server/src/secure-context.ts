import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsMaterial } from './tls-material.ts';

/** The secure context for server-side handshakes with this material. */
export function secureContextOf(material: TlsMaterial): SecureContext {
  const { key, cert, passphrase, ticketKeys } = material;
  return createSecureContext({
    key,
    cert,
    ...(passphrase === undefined ? {} : { passphrase }),
    ticketKeys: Buffer.from(ticketKeys),
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
  });
}
