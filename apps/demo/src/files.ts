import { isUtf8 } from 'node:buffer';
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maxMotdBytes } from '@threadline/chat';
import { type DemoSettings, SettingsError } from './settings.ts';

/** Reads a file as UTF-8, without a byte order mark. @throws {Error} if it is not a regular file, or as `openSync()` */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** Opens without blocking, as reading a FIFO would block the process. */
function readBytes(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is not a file');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The lines of the file `motd` in the data folder, shown to every client that logs in. @throws {SettingsError} */
export function readMotd(data: string): string[] {
  const path = join(data, 'motd');
  let bytes: Buffer;
  try {
    bytes = readBytes(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new SettingsError(78, `Cannot read "${path}": ${(error as Error).message}`);
  }
  if (!isUtf8(bytes)) throw new SettingsError(78, `Cannot use "${path}": it is not UTF-8`);
  if (bytes.length > maxMotdBytes) {
    const sizes = `it has ${bytes.length} bytes, the maximum is ${maxMotdBytes}`;
    throw new SettingsError(78, `Cannot use "${path}": ${sizes}`);
  }
  return new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
}

/** A certificate and its key, as PEM. */
interface TlsPair {
  readonly cert: string;
  readonly key: string;
  readonly allowPlain: true;
}

/** Reads the certificate and its key; undefined without TLS. @throws {SettingsError} */
export function readTls({ tlsCert, tlsKey }: DemoSettings): TlsPair | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const certificate = readPem('tlsCert', tlsCert, (pem) => new X509Certificate(pem));
  const key = readPem('tlsKey', tlsKey, createPrivateKey);
  if (!fits(certificate.parsed, key.parsed)) {
    const message = `Cannot use tlsCert "${tlsCert}" with tlsKey "${tlsKey}": they do not belong together`;
    throw new SettingsError(78, message);
  }
  return { cert: certificate.pem, key: key.pem, allowPlain: true };
}

function readPem<T>(
  setting: 'tlsCert' | 'tlsKey',
  path: string,
  parse: (pem: string) => T,
): { pem: string; parsed: T } {
  let pem: string;
  try {
    pem = readText(path);
  } catch (error) {
    throw new SettingsError(78, `Cannot read ${setting} "${path}": ${(error as Error).message}`);
  }
  try {
    return { pem, parsed: parse(pem) };
  } catch (error) {
    throw new SettingsError(
      78,
      `Cannot use ${setting} "${path}": ${pemProblem(setting, pem, error)}`,
    );
  }
}

function pemProblem(setting: 'tlsCert' | 'tlsKey', pem: string, error: unknown): string {
  if (pem.trim() === '') return 'it is empty';
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MISSING_PASSPHRASE') return 'it is encrypted';
  const labels = [...pem.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----/gm)].map(
    ([, label = '']) => label,
  );
  if (labels.length === 0) return 'it is not PEM';
  const wanted = setting === 'tlsCert' ? 'CERTIFICATE' : 'PRIVATE KEY';
  if (labels.some((label) => label.endsWith(wanted))) return message;
  return `it contains a ${labels.join(' and a ').toLowerCase()}`;
}

function fits(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}
