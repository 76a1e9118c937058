import type { Socket } from 'node:net';

/** The content type of a TLS record that holds a handshake, and the major version of all TLS records (RFC 8446, section 5.1). */
const handshakeRecord = 0x16;
const majorVersion = 3;
const headerBytes = 5;
/** The most an unencrypted record may hold. */
const maxRecordBytes = 16_384;

/** What a client sends first: a complete TLS hello, plain text, or nothing before it ends or `silenceMs` has passed. */
type Beginning = 'hello' | 'plain' | 'silence';

/** How long to wait for a client's first bytes, in milliseconds. */
interface HelloTimeouts {
  /** For the first byte; undefined: until `timeoutMs`. */
  readonly silenceMs: number | undefined;
  /** For the complete hello. */
  readonly timeoutMs: number;
}

/** Messages of the errors for an unfinished handshake. */
export const tookTooLong = 'it took too long';
export const closedBeforeDone = 'the client closed the connection';

/** Whether a client's first bytes begin a TLS hello. */
export function beginsTlsHello(bytes: Uint8Array): boolean {
  return bytes[0] === handshakeRecord && bytes[1] === majorVersion;
}

/**
 * Waits for a client's first bytes, and leaves them unread. Until they are complete, a client costs only its socket.
 *
 * @param begun called when the first byte of a hello has arrived
 * @throws {Error} if the hello is malformed, or incomplete when the client ends or the time is over
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
        if (chunk[0] === handshakeRecord) begun();
      }
      held = Buffer.concat([held, chunk]);
    }
    if (held.length === 0) return;
    if (held[0] !== handshakeRecord) finish('plain');
    else {
      const problem = problemOf(held);
      if (problem !== undefined) reject(new Error(problem));
      else if (isComplete(held)) finish('hello');
    }
  };
  const read = (): Buffer | null => socket.read() as Buffer | null;
  const finish = (beginning: Beginning): void => {
    // `unshift()` would emit 'readable' again.
    socket.off('readable', look);
    // In the turn of the read: `unshift()` fails after the stream's 'end'.
    socket.unshift(held);
    resolve(beginning);
  };
  const ended = (): void => {
    if (held.length === 0) resolve('silence');
    else reject(new Error(closedBeforeDone));
  };
  const late = (): void => reject(new Error(tookTooLong));
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
    // The stream updates its state without the 'readable' listener in the next tick; only then can the handler use it.
    await new Promise((done) => setImmediate(done));
  }
}

/** Why the first bytes of a handshake record can't be those of a hello; undefined if they can. */
function problemOf(bytes: Buffer): string | undefined {
  const [, major = majorVersion, minor = 0] = bytes;
  if (major !== majorVersion || minor > 4)
    return `unknown version 0x${bytes.toString('hex', 1, 3)}`;
  if (bytes.length < headerBytes) return undefined;
  const recordBytes = bytes.readUInt16BE(3);
  const isPossible = recordBytes > 0 && recordBytes <= maxRecordBytes;
  return isPossible ? undefined : `invalid record length ${recordBytes}`;
}

function isComplete(hello: Buffer): boolean {
  return hello.length >= headerBytes && hello.length >= headerBytes + hello.readUInt16BE(3);
}
