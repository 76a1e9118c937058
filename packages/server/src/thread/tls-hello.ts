import type { Socket } from 'node:net';

/** The content type of a TLS record that holds a handshake, and the major version of every TLS (RFC 8446, section 5.1). */
const handshakeType = 0x16;
const majorVersion = 3;
const headerBytes = 5;
/** The most that a record may hold, encrypted ones included. */
const maxRecordBytes = 16_384 + 256;

/** What a client begins with: a whole TLS record, something else, or nothing until `silenceMs` have passed or it has ended. */
export type Beginning = 'hello' | 'other' | 'silence';

/** How long to wait for a client's first bytes, in milliseconds. */
export interface HelloTimeouts {
  /** For the first byte; undefined: as long as for the rest. */
  readonly silenceMs: number | undefined;
  /** For a whole record. */
  readonly timeoutMs: number;
}

/** Whether bytes that a client begins with are, or may become, a TLS hello. */
export function isTlsHello(bytes: Uint8Array): boolean {
  return bytes[0] === handshakeType && (bytes[1] ?? majorVersion) === majorVersion;
}

/**
 * Reads what a client begins with and leaves it unread. A TLS hello must be complete, so that a client that is silent, or
 * stops halfway, costs only its socket.
 *
 * @param begun called when the first bytes of a hello have come
 * @throws {Error} if the hello is not complete in time, or the client ends before
 */
export async function readBeginning(
  socket: Socket,
  { silenceMs, timeoutMs }: HelloTimeouts,
  begun: () => void,
): Promise<Beginning> {
  const { promise, resolve, reject } = Promise.withResolvers<Beginning>();
  let held = Buffer.alloc(0);
  const look = (): void => {
    for (let chunk = read(); chunk !== null; chunk = read()) {
      if (held.length === 0) {
        clearTimeout(silence);
        if (isTlsHello(chunk)) begun();
      }
      held = Buffer.concat([held, chunk]);
    }
    if (held.length === 0) return;
    if (!isTlsHello(held)) finish('other');
    else if (isComplete(held)) finish('hello');
  };
  const read = (): Buffer | null => socket.read() as Buffer | null;
  const finish = (beginning: Beginning): void => {
    // What is put back is readable again.
    socket.off('readable', look);
    // In the turn in which it was read: after the stream's 'end' nothing can be put back.
    if (held.length > 0) socket.unshift(held);
    resolve(beginning);
  };
  const ended = (): void => {
    if (held.length === 0) resolve('silence');
    else reject(new Error('the client closed before the TLS handshake was done'));
  };
  const late = (): void => reject(new Error('no complete TLS hello'));
  const timer = setTimeout(late, timeoutMs);
  const silence =
    silenceMs === undefined ? undefined : setTimeout(() => resolve('silence'), silenceMs);
  socket.on('readable', look).on('end', ended).on('close', ended);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(silence);
    socket.off('readable', look).off('end', ended).off('close', ended);
    // The stream forgets its 'readable' listener in the next tick; only then may the handler take it over.
    await new Promise((done) => setImmediate(done));
  }
}

function isComplete(hello: Buffer): boolean {
  if (hello.length < headerBytes) return false;
  const recordBytes = hello.readUInt16BE(3);
  // OpenSSL refuses a record that is too large when it has seen the header.
  return recordBytes > maxRecordBytes || hello.length >= headerBytes + recordBytes;
}
