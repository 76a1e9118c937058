import { createSecureContext, type SecureContext } from 'node:tls';

/** What a client thread needs for TLS handshakes, as plain data. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  readonly passphrase?: string;
  readonly allowPlain: boolean;
  /** Shared by all threads, so that a client can resume its session on any of them. */
  readonly ticketKeys: Uint8Array;
}

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
