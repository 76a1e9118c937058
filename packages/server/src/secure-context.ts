import { createSecureContext, type SecureContext } from 'node:tls';

/** What a client thread needs for handshakes, as plain data. TLS 1.2 is the least version. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  readonly passphrase?: string;
  readonly allowPlain: boolean;
  /** Shared by all threads, so that a session resumes whichever thread a client comes back to. */
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
