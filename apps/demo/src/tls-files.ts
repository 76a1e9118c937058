import { createSecureContext } from 'node:tls';
import { readText } from './read-file.ts';
import { type DemoSettings, SettingsError } from './read-settings.ts';

/** A certificate and its key, as PEM, known to fit. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  /** The chat's port takes clients without TLS too. */
  readonly allowPlain: true;
}

/** Reads certificate and key and tries them; undefined without TLS. @throws {SettingsError} that names the setting */
export function readTlsFiles({ tlsCert, tlsKey }: DemoSettings): TlsPair | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const pair: TlsPair = {
    cert: read('tlsCert', tlsCert),
    key: read('tlsKey', tlsKey),
    allowPlain: true,
  };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new SettingsError(
      78,
      `Cannot use tlsCert "${tlsCert}" with tlsKey "${tlsKey}": ${(error as Error).message}`,
    );
  }
  return pair;
}

function read(setting: string, path: string): string {
  try {
    return readText(path);
  } catch (error) {
    throw new SettingsError(78, `Cannot read ${setting} "${path}": ${(error as Error).message}`);
  }
}
